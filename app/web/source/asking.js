/** Every question of the page, put to an engine over whatever carries them: HTTP, or messages of a notebook. */

/** What went wrong, in words that can be shown. */
export class Refused extends Error {
  /** @param {string} message @param {{name?: string, message: string, hint?: string}[]} [problems] each mistake */
  constructor(message, problems = []) {
    super(message);
    this.problems = problems;
  }
}

/**
 * @typedef {(line: any) => void} Each
 * @typedef {{one: (name: string, body: object, signal?: AbortSignal) => Promise<any>,
 *   many: (name: string, body: object, each: Each, signal?: AbortSignal) => Promise<void>}} Carrier
 */

const SESSION = Math.random().toString(36).slice(2, 10);
const lane = (name) => `${SESSION}-${name}`;

/** @param {string} kind @param {Carrier} carrier */
export const engineOver = (kind, { one, many }) => ({
  kind,
  gallery: (names) => one("gallery", { names }),
  stage: (arm) => (arm.yaml || arm.district || arm.months ? one("stage", { arm }) : one("stage", { scenario: arm.scenario, names: arm.names })),
  gate: (arm, each, signal, assumptions = false) => many("gate", { arm, lane: lane(assumptions ? "assumptions" : "gate"), ...(assumptions ? { assumptions } : {}) }, each, signal),
  ensemble: (arm, charts, track, each, signal) => many("ensemble", { arm, charts, lane: lane(track) }, each, signal),
  doubt: (arm, charts, each, signal) => many("doubt", { arm, charts, lane: lane("doubt") }, each, signal),
  compare: (arms, labels, charts, each, signal) => many("compare", { arms, labels, charts, lane: lane("compare") }, each, signal),
  story: (arm, asked, signal) => one("story", { arm, ...asked }, signal),
  network: (arm, replicate, partnership, signal) => one("network", { arm, replicate, partnership }, signal),
  map: (arm) => one("map", { scenario: arm.scenario }),
  path: (arm, outcome, each, signal) => many("path", { arm, outcome }, each, signal),
  questions: () => one("questions", {}),
  district: (answers, scenario) => one("district", { answers, scenario }),
  questionnaire: () => one("questionnaire", {}),
  formOpen: (yaml) => one("form_open", { yaml }),
  formSave: (form) => one("form_save", { form }),
  assess: (form, draws, each, signal) => many("assess", { form, draws, lane: lane("assess") }, each, signal),
  yaml: (arm, title) => one("yaml", { arm, title }),
  open: (yaml) => one("open", { yaml }),
  why: (arm) => one("why", { scenario: arm.scenario }),
  money: (arm, base, signal) => one("money", { arm, base }, signal),
  sameMoney: (arm, base, each, signal) => many("same_money", { arm, base, lane: lane("money") }, each, signal),
  handout: (arms, labels, charts) => one("handout", { arms, labels, charts }),
});
