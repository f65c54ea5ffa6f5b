/** What the session did, in order, for the debrief. */
import { signal } from "../vendor/preact.js";

export class Log {
  constructor() {
    this.lines = signal(/** @type {{at: string, words: string}[]} */ ([]));
  }

  /** @param {string} words @param {boolean} [instead] of the line before */
  add(words, instead = false) {
    const before = instead ? this.lines.peek().slice(0, -1) : this.lines.peek();
    this.lines.value = [...before, { at: new Date().toTimeString().slice(0, 8), words }];
  }

  text() {
    return this.lines.value.map((line) => `${line.at}  ${line.words}`).join("\n") + "\n";
  }
}
