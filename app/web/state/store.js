/** All that the screen shows, as signals; every part reads and none keeps a copy. One store a page or notebook cell. */
import { batch, computed, createContext, effect, signal, useContext } from "../vendor/preact.js";
import { LETTERS, LOOKS } from "../charts/looks.js";
import { armOf, asItStands, isUntouched, keyOf } from "./arms.js";
import { Answers } from "./answers.js";
import { Assessment } from "./assessment.js";
import { History } from "./undo.js";
import { Log } from "./log.js";

export const Shop = createContext(/** @type {Store} */ (/** @type {unknown} */ (null)));
/** The store of the page that a part stands in. @returns {Store} */
export const useStore = () => useContext(Shop);

export class Store {
  /** @param {any} source whoever answers: an engine, an atlas, a notebook */
  constructor(source) {
    this.source = source;
    this.gallery = signal(/** @type {any} */ (null));
    this.stage = signal(/** @type {import("./types.js").Stage} */ (/** @type {any} */ (null))); // null until the first is open
    this.arm = signal(armOf(""));
    this.pinned = signal(/** @type {{label: string, arm: import("./types.js").Arm}[]} */ ([]));
    this.charts = signal(/** @type {string[]} */ ([]));
    this.compared = signal(/** @type {"together"|"difference"} */ ("together"));
    this.hidden = signal(/** @type {Record<string, boolean>} */ ({}));
    this.month = signal(1);
    this.fit = signal(false); // axes only as high as what is drawn
    this.turn = 0;
    this.playing = signal(false);
    this.pace = signal(1);
    this.names = signal("fictional");
    this.audience = signal("");
    this.role = signal("");
    this.proposals = signal(/** @type {any[]} */ ([]));
    this.panel = signal(""); // what is open over the screen: gallery, more, why …
    this.present = signal(-1); // number of the chart that fills the screen
    this.blank = signal(false);
    this.lastMoved = signal("");
    this.doubting = signal(false);
    this.hits = signal(/** @type {import("./predictions.js").Hit[]} */ ([])); // of predictions, for the debrief
    this.groups = signal(/** @type {string[]} */ ([])); // of the room, that predict for themselves
    this.predicting = signal(/** @type {any} */ (null));
    this.asked = signal(/** @type {any} */ ({ which: "typical" }));
    this.story = signal(/** @type {any} */ (null));
    this.replicate = computed(() => this.story.value?.replicate ?? 0);
    this.plans = signal(/** @type {import("./types.js").Plan[]} */ ([])); // of the session; another scenario without any leaves them
    this.plan = signal(0);
    this.step = signal(-1); // of the plan that was chosen
    this.sequence = computed(() => this.plans.value[this.plan.value]?.sequence ?? []);
    this.problem = signal(/** @type {{message: string, problems: any[]|undefined}|null} */ (null));
    this.refused = ""; // what the problem is about
    this.said = signal(""); // the latest change in words, read out by screen readers
    this.fading = 0; // clock of the hint
    this.hint = signal(false); // whether it stands on screen too, since nothing else shows it
    this.history = new History(this);
    this.log = new Log();
    /** The scenario as it stands, pinned ones, and the one that the sliders change. */
    this.tracks = computed(() => this.#tracks());
    this.active = computed(() => this.tracks.value[this.tracks.value.length - 1]);
    /** What numbers are compared with: A once it is pinned, before that the scenario as it stands. */
    this.reference = computed(() => this.tracks.value.find((track) => track.id === (this.pinned.value.length ? "A" : "base")) ?? this.active.value);
    this.answers = new Answers(this);
    this.assessment = new Assessment();
  }

  /** @returns {import("./types.js").Track[]} */
  #tracks() {
    const arm = this.arm.value;
    if (!this.stage.value) return [];
    const pinned = this.pinned.value.map((pin, i) => ({ id: LETTERS[i], label: pin.label, arm: pin.arm, look: LOOKS[LETTERS[i]] }));
    const letter = LETTERS[pinned.length];
    const title = this.pinned.value.length ? "what you change" : "your scenario";
    const own = asItStands(arm);
    const known = new Set([...pinned.map((t) => keyOf(t.arm)), keyOf(arm)]);
    const base = known.has(keyOf(own)) ? [] : [{ id: "base", label: "as it stands", arm: own, look: LOOKS.base }];
    return [...base, ...pinned, { id: letter, label: title, arm, look: LOOKS[letter] }];
  }

  /** Opens a scenario of the gallery or a whole arm. @param {any} arm @param {object} [restored] */
  async open(arm, restored) {
    await this.guard(async () => {
      const whole = { ...armOf(""), names: this.names.value, ...arm };
      this.turn += 1;
      const turn = this.turn;
      const stage = await this.source.stage(whole);
      if (turn !== this.turn) return; // something else was opened meanwhile
      batch(() => {
        if (this.stage.value?.scenario !== stage.scenario) this.answers.forget();
        this.stage.value = stage;
        this.pinned.value = [];
        this.arm.value = whole;
        if (!this.groups.value.length) this.groups.value = stage.roles.map((role) => role.label);
        this.charts.value = stage.default_charts.slice(0, 2);
        this.month.value = Math.min(this.month.value, stage.months);
        this.story.value = null;
        this.asked.value = { which: "typical" };
        this.predicting.value = null;
        this.#prepared(stage);
        this.panel.value = "";
        Object.assign(this.hidden, { value: {} });
        for (const [name, value] of Object.entries(restored ?? {})) this[name].value = value;
      });
      this.history.begin();
      this.log.add(`opened ${stage.title}`);
      this.source.gate?.(whole, (line) => this.#checked(line)).then(() => this.#staged(whole)).catch(() => {});
    });
  }

  /** Steps of the scenario that is opened; where it has none, those of the session go on. @param {import("./types.js").Stage} stage */
  #prepared(stage) {
    const own = stage.plans?.length ? stage.plans : stage.sequence.length ? [{ name: "", sequence: stage.sequence }] : null;
    if (!own) return;
    this.plans.value = own;
    this.plan.value = 0;
    this.step.value = -1;
  }

  /** All levers have been checked: what moves most takes the places of those that moved nothing. @param {any} whole */
  async #staged(whole) {
    const stage = await this.source.stage(whole);
    const now = this.stage.peek();
    if (now?.scenario !== stage.scenario || now.title !== stage.title) return;
    const moved = now.sliders.filter((s) => s.name in this.arm.peek().values && !stage.sliders.some((x) => x.name === s.name));
    const sliders = [...stage.sliders, ...moved];
    const more = stage.more.filter((s) => !moved.some((x) => x.name === s.name));
    this.stage.value = { ...now, sliders, more, events: stage.events };
  }

  /** A lever was run at both ends: where it moves nothing it leaves the stage. */
  #checked(line) {
    const stage = this.stage.peek();
    if (line.kind !== "checked" || !stage) return;
    const known = [...stage.sliders, ...stage.more];
    const slider = known.find((s) => s.name === line.name);
    if (!slider || (slider.moves === line.moves && (slider.reason ?? "") === (line.reason ?? ""))) return;
    const now = { ...slider, moves: line.moves, reason: line.reason, effect: line.effect ?? slider.effect };
    const swap = (list) => list.map((s) => (s.name === now.name ? now : s));
    const inUse = now.name in this.arm.peek().values;
    const leaves = line.moves === false && !inUse && stage.sliders.some((s) => s.name === now.name);
    this.stage.value = leaves
      ? { ...stage, sliders: stage.sliders.filter((s) => s.name !== now.name), more: [now, ...stage.more] }
      : { ...stage, sliders: swap(stage.sliders), more: swap(stage.more) };
  }

  /** A change that is kept: it can be undone and stands in the log. @param {import("./types.js").Arm} arm @param {string} words */
  change(arm, words) {
    this.arm.value = arm;
    this.commit(words);
  }

  /** @param {string} words @param {string} [about] a lever: its moves in quick succession are one step */
  commit(words, about) {
    this.log.add(words, this.history.keep(about));
    this.said.value = words;
  }

  /** Keeps what the sliders say under a letter and goes on changing under the next one. */
  pin() {
    if (this.pinned.value.length >= LETTERS.length - 1) return;
    const label = this.nameOf(this.arm.value);
    this.pinned.value = [...this.pinned.value, { label, arm: this.arm.value }];
    this.commit(`pinned ${LETTERS[this.pinned.value.length - 1]}: ${label}`);
  }

  /** @param {number} index */
  unpin(index) {
    this.pinned.value = this.pinned.value.filter((_, i) => i !== index);
    this.commit(`took away ${LETTERS[index]}`);
  }

  /** An arm in a few words. @param {import("./types.js").Arm} arm */
  nameOf(arm) {
    if (isUntouched(arm)) return "as it stands";
    const parts = Object.entries(arm.values).map(([name]) => this.slider(name)?.label ?? name);
    const events = arm.events.map((e) => this.stage.value?.events.find((x) => x.do === e.do)?.label ?? e.do);
    return [...parts, ...events].slice(0, 2).join(", ") + (parts.length + events.length > 2 ? " …" : "");
  }

  /** @param {string} name @returns {import("./types.js").Slider|undefined} */
  slider(name) {
    const stage = this.stage.value;
    return stage ? [...stage.sliders, ...stage.more, ...stage.assumptions].find((s) => s.name === name) : undefined;
  }

  /** A label in the words of the audience. @param {string} name @param {string} plain */
  words(name, plain) {
    return this.stage.value?.words?.[this.audience.value]?.[name] ?? plain;
  }

  /** @param {string} series */
  chart(series) {
    return this.stage.value?.charts.find((c) => c.series === series);
  }

  /** Says what nothing else on screen shows, for some seconds. @param {string} words */
  tell(words) {
    this.said.value = words;
    this.hint.value = true;
    clearTimeout(this.fading);
    this.fading = setTimeout(() => (this.hint.value = false), 5000);
  }

  /** Goes back to the scenario as it stands. */
  reset() {
    this.pinned.value = [];
    this.change(asItStands(this.arm.value), "went back to the scenario as it stands");
  }

  /**
   * Runs something that may be refused, and shows why until the same is done without a refusal: what goes on beside it
   * takes no refusal away.
   * @param {() => Promise<void>} job @param {string} about
   */
  async guard(job, about = "") {
    try {
      await job();
      if (this.refused === about) this.problem.value = null;
    } catch (problem) {
      if (/** @type {any} */ (problem)?.name === "AbortError") return;
      this.refused = about;
      this.problem.value = /** @type {any} */ (problem);
      if (!(/** @type {any} */ (problem).problems)) console.error(problem);
    }
  }

  /** What the months do by themselves. */
  start() {
    this.answers.start();
    effect(() => {
      const stage = this.stage.value;
      if (stage && this.month.peek() > stage.months) this.month.value = stage.months;
    });
  }
}
