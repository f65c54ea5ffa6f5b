/** Steps back and forth over what the room has changed. */
import { batch, signal } from "../vendor/preact.js";

const KEPT = 100;
/** Milliseconds within which moves of one lever are one step. */
const TOGETHER = 1500;

export class History {
  /** @param {import("./store.js").Store} store */
  constructor(store) {
    this.store = store;
    /** @type {any[]} */
    this.states = [];
    this.last = { about: "", at: 0 };
    this.at = signal(-1);
    this.length = signal(0);
  }

  #now() {
    return { arm: this.store.arm.peek(), pinned: this.store.pinned.peek(), charts: this.store.charts.peek() };
  }

  begin() {
    this.states = [this.#now()];
    this.#move(0);
  }

  /** Keeps what is; moves of one lever in quick succession are one step. @param {string} [about] which lever @returns {boolean} whether it joined the step before */
  keep(about = "") {
    const now = Date.now();
    const joins = about !== "" && about === this.last.about && now - this.last.at < TOGETHER && this.at.peek() > 0;
    this.last = { about, at: now };
    this.states = [...this.states.slice(0, this.at.peek() + (joins ? 0 : 1)), this.#now()].slice(-KEPT);
    this.#move(this.states.length - 1);
    return joins;
  }

  get canUndo() {
    return this.at.value > 0;
  }

  get canRedo() {
    return this.at.value < this.length.value - 1;
  }

  undo() {
    if (this.at.peek() > 0) this.#go(this.at.peek() - 1, "undone");
  }

  redo() {
    if (this.at.peek() < this.states.length - 1) this.#go(this.at.peek() + 1, "done again");
  }

  #go(index, words) {
    this.last = { about: "", at: 0 };
    const state = this.states[index];
    batch(() => {
      this.store.arm.value = state.arm;
      this.store.pinned.value = state.pinned;
      this.store.charts.value = state.charts;
      this.store.said.value = words;
    });
    this.store.log.add(words);
    this.#move(index);
  }

  #move(index) {
    this.at.value = index;
    this.length.value = this.states.length;
  }
}
