/** What the session did, in order, for the debrief. */
import { signal } from "../vendor/preact.js";

export class Log {
  constructor() {
    this.lines = signal(/** @type {{at: string, words: string}[]} */ ([]));
  }

  /** @param {string} words */
  add(words) {
    this.lines.value = [...this.lines.peek(), { at: new Date().toTimeString().slice(0, 8), words }];
  }

  text() {
    return this.lines.value.map((line) => `${line.at}  ${line.words}`).join("\n") + "\n";
  }
}
