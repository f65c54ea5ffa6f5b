/**
 * One request in flight and one pending; the latest wins.
 *
 * A request that has given a first answer is cut short by the next; one that has not may give it first, so that a
 * slider in motion still moves the picture. What was asked in between is never sent.
 */
export class Lane {
  constructor() {
    /** @type {AbortController|null} */
    this.flying = null;
    this.answered = false;
    /** What was asked last, for whoever wants to know whether to ask again. */
    this.latest = "";
    /** @type {(() => void)|null} */
    this.pending = null;
  }

  /**
   * @param {(signal: AbortSignal, onAnswer: () => void) => Promise<void>} job calls `onAnswer` at its first answer
   * @returns {Promise<void>} fulfilled when the job ended or has given way to a later one
   */
  ask(job) {
    return new Promise((resolve, reject) => {
      this.pending?.();
      this.pending = null;
      const start = () => this.#run(job).then(resolve, reject);
      if (!this.flying) return start();
      this.pending = Object.assign(() => resolve(), { start });
      if (this.answered) this.flying.abort();
    });
  }

  /** Ends what is in flight and forgets what is pending. */
  cancel() {
    this.latest = "";
    this.pending?.();
    this.pending = null;
    this.flying?.abort();
  }

  async #run(job) {
    const control = new AbortController();
    this.flying = control;
    this.answered = false;
    const first = () => {
      this.answered = true;
      if (this.pending) control.abort();
    };
    try {
      await job(control.signal, first);
    } catch (problem) {
      if (!control.signal.aborted) throw problem;
    } finally {
      this.flying = null;
      const next = this.pending;
      this.pending = null;
      /** @type {any} */ (next)?.start();
    }
  }
}
