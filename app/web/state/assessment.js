/** What partners answer about themselves while the page is open, and what follows; neither is kept anywhere else. */
import { signal } from "../vendor/preact.js";

/**
 * @typedef {{role: string, answers: Record<string, number|string>}} Member
 * @typedef {{title: string, scenario: string, members: Member[]}} Form
 */

/** Draws of a first look, and as many as the command takes. */
export const QUICK = 30;
export const FULL = 100;

/** Scenarios that one's own partnership can be like: kinds, places, and files of the folder; no portraits of others. */
export const likes = (store) =>
  (store.gallery.value?.groups ?? []).filter((group) => !["portraits", "fields"].includes(group.name))
    .flatMap((group) => group.scenarios).filter((s) => s.partnerships === 1 && !s.too_large);

export class Assessment {
  constructor() {
    this.form = signal(/** @type {Form} */ ({ title: "", scenario: "baseline", members: [] }));
    this.at = signal(0); // number of the member who answers
    /** Lines of the answer by their kind, as far as it has come; null while the form is on screen. */
    this.found = signal(/** @type {Record<string, any>|null} */ (null));
    this.share = signal(100); // percent that is computed
    this.problem = signal(/** @type {any} */ (null));
    /** @type {AbortController|null} */
    this.flight = null;
  }

  /** @param {Partial<Form>} changes */
  change(changes) {
    this.form.value = { ...this.form.value, ...changes };
  }

  /** The member who answers. */
  get member() {
    return this.form.value.members[this.at.value];
  }

  /** @param {Partial<Member>} changes */
  say(changes) {
    this.change({ members: this.form.value.members.map((m, i) => (i === this.at.value ? { ...m, ...changes } : m)) });
  }

  /** @param {string} question @param {number|string|null} answer null for none */
  answer(question, answer) {
    const { [question]: _, ...others } = this.member.answers;
    this.say({ answers: answer === null ? others : { ...others, [question]: answer } });
  }

  /** Somebody else answers, in a role that nobody has yet. @param {{name: string}[]} roles */
  add(roles) {
    const taken = this.form.value.members.map((m) => m.role);
    const role = (roles.find((r) => !taken.includes(r.name)) ?? roles[roles.length - 1]).name;
    this.change({ members: [...this.form.value.members, { role, answers: {} }] });
    this.at.value = this.form.value.members.length - 1;
  }

  remove() {
    this.change({ members: this.form.value.members.filter((_, i) => i !== this.at.value) });
    this.at.value = Math.max(0, this.at.value - 1);
  }

  /** A form of a file, or several of partners who have each filled in one. @param {Form[]} forms */
  take(forms) {
    for (const what of /** @type {const} */ (["title", "scenario"])) {
      const said = [...new Set(forms.map((form) => form[what]).filter(Boolean))];
      if (said.length > 1) throw new Error(`The forms differ in their ${what}: ${said.join("; ")}. Write the same in all.`);
    }
    const first = (what) => forms.map((form) => form[what]).find(Boolean) ?? "";
    this.form.value = { title: first("title"), scenario: first("scenario"), members: forms.flatMap((form) => form.members) };
    this.at.value = 0;
  }

  /** Asks what follows; an earlier question is given up. @param {any} source @param {number} draws */
  async ask(source, draws) {
    this.stop();
    const flight = new AbortController();
    this.flight = flight;
    this.problem.value = null;
    this.share.value = 0;
    try {
      await source.assess(this.form.value, draws, (line) => !flight.signal.aborted && this.#found(line), flight.signal);
    } catch (problem) {
      if (flight.signal.aborted) return;
      this.found.value = null;
      this.problem.value = problem;
    }
    if (this.flight === flight) this.share.value = 100;
  }

  /** @param {any} line */
  #found(line) {
    if (line.kind === "progress") this.share.value = line.share;
    else if (line.kind === "said") this.found.value = { said: line };
    else if (line.kind !== "done") this.found.value = { ...this.found.value, [line.kind]: line };
  }

  /** Nobody waits any more: what has not come to its end is forgotten. */
  stop() {
    this.flight?.abort();
    this.flight = null;
    this.share.value = 100;
    if (this.found.value && !this.found.value.helps) this.found.value = null;
  }
}
