/** What was answered, by what was asked; and what has to be asked now. */
import { effect, signal } from "../vendor/preact.js";
import { keyOf } from "./arms.js";
import { Lane } from "./lane.js";

/** Answers that are kept at most; the oldest go first. */
const KEPT = 60;

export class Answers {
  /** @param {import("./store.js").Store} store */
  constructor(store) {
    this.store = store;
    /** @type {Map<string, import("./types.js").Answer>} */
    this.known = new Map();
    /** The latest answer of each track, which stays until the next one is there. */
    this.shown = signal(/** @type {Record<string, import("./types.js").Answer & {key: string}>} */ ({}));
    this.busy = signal(/** @type {Record<string, boolean>} */ ({}));
    /** Milliseconds from the last question to its first and to its whole answer. */
    this.took = signal({ first: 0, whole: 0 });
    this.comparison = signal(/** @type {any} */ (null));
    this.doubt = signal(/** @type {any} */ (null));
    /** @type {Record<string, Lane>} */
    this.lanes = {};
  }

  start() {
    effect(() => this.#update(this.store.tracks.value, this.#wanted()));
    effect(() => this.#compare());
    effect(() => this.#doubt());
  }

  forget() {
    this.known.clear();
    this.shown.value = {};
    this.comparison.value = null;
  }

  /** Whether a track's whole answer is on screen. @param {import("./types.js").Track} track */
  settled(track) {
    const shown = track && this.shown.value[track.id];
    return Boolean(shown && shown.key === keyOf(track.arm) && shown.worlds >= shown.of);
  }

  #wanted() {
    const components = this.store.stage.value?.components ?? [];
    return [...new Set(this.store.charts.value.flatMap((series) => (series === "components" ? components : [series])))];
  }

  #update(tracks, charts) {
    if (!charts.length) return;
    const there = Object.fromEntries(tracks.map((track) => [track.id, true]));
    for (const id of Object.keys(this.lanes)) if (!there[id] && !id.startsWith(" ")) this.lanes[id].cancel();
    for (const track of tracks) {
      const key = keyOf(track.arm);
      const known = this.known.get(key);
      if (known && charts.every((series) => series in known.series)) {
        this.#show(track.id, key, known);
        this.lanes[track.id]?.cancel();
        this.busy.value = { ...this.busy.peek(), [track.id]: false };
      } else this.#ask(track, key, charts);
    }
  }

  #show(id, key, answer) {
    const shown = this.shown.peek();
    if (shown[id]?.key === key && shown[id].worlds === answer.worlds && shown[id].series === answer.series) return;
    this.shown.value = { ...shown, [id]: { ...answer, key } };
  }

  #ask(track, key, charts) {
    const lane = (this.lanes[track.id] ??= new Lane());
    const question = `${key} ${charts}`;
    if (lane.latest === question) return;
    lane.latest = question;
    const asked = performance.now();
    let first = true;
    this.busy.value = { ...this.busy.peek(), [track.id]: true };
    const done = lane.ask((abort, answered) =>
      this.store.source.ensemble(track.arm, charts, track.id, (line) => {
        if (line.kind !== "answer") return;
        const took = performance.now() - asked;
        const before = this.known.get(key);
        const whole = before && before.worlds === line.worlds ? { ...line, series: { ...before.series, ...line.series } } : line;
        if (line.worlds >= line.of) this.#keep(key, whole);
        this.took.value = first ? { first: took, whole: 0 } : { ...this.took.peek(), whole: took };
        this.#show(track.id, key, whole);
        if (first) answered();
        first = false;
      }, abort));
    this.store.guard(() => done, track.id).then(() => {
      if (lane.flying) return;
      lane.latest = "";
      this.busy.value = { ...this.busy.peek(), [track.id]: false };
    });
  }

  #keep(key, answer) {
    this.known.delete(key);
    this.known.set(key, answer);
    if (this.known.size > KEPT) this.known.delete(/** @type {string} */ (this.known.keys().next().value));
  }

  /** Pairs of the same seeds, once both sides have their whole answer. */
  #compare() {
    const all = this.store.tracks.value;
    const tracks = all.slice(all.indexOf(this.store.reference.value));
    const charts = this.#wanted();
    const ready = tracks.length > 1 && tracks.every((track) => this.settled(track));
    if (!ready) {
      this.#lane("compare").cancel();
      if (tracks.length < 2) this.comparison.value = null;
      return;
    }
    const arms = tracks.map((track) => track.arm);
    const key = JSON.stringify([arms.map(keyOf), charts]);
    if (this.comparison.peek()?.key === key) return;
    const labels = tracks.map((track) => (track.id === "base" ? "the scenario as it stands" : track.id));
    this.#lane("compare").ask((abort) =>
      this.store.source.compare(arms, labels, charts, (line) => {
        if (line.kind === "compared") this.comparison.value = { ...line, key, ids: tracks.map((t) => t.id) };
      }, abort)).catch(() => {});
  }

  /** The fan over uncertain numbers beside the fan over chance. */
  #doubt() {
    const track = this.store.active.value;
    if (!this.store.doubting.value || !track) {
      this.#lane("doubt").cancel();
      this.doubt.value = null;
      return;
    }
    const charts = this.#wanted();
    const key = keyOf(track.arm);
    const done = this.#lane("doubt").ask((abort, answered) =>
      this.store.source.doubt(track.arm, charts, (line) => {
        if (line.kind !== "answer") return;
        this.doubt.value = { ...line, key };
        answered();
      }, abort));
    this.store.guard(() => done, "doubt");
  }

  #lane(name) {
    return (this.lanes[` ${name}`] ??= new Lane());
  }
}
