/** Answers of a running engine: the one place that knows addresses. An atlas or a notebook offers the same functions. */

/** What went wrong, in words that can be shown. */
export class Refused extends Error {
  /** @param {string} message @param {{name?: string, message: string, hint?: string}[]} problems */
  constructor(message, problems = []) {
    super(message);
    this.problems = problems;
  }
}

const SESSION = Math.random().toString(36).slice(2, 10);

/** @param {string} path @param {object} [body] @param {AbortSignal} [signal] */
async function ask(path, body, signal) {
  let response;
  try {
    response = await fetch(path, {
      method: body ? "POST" : "GET",
      headers: body ? { "content-type": "application/json" } : {},
      body: body ? JSON.stringify(body) : undefined,
      signal,
    });
  } catch (problem) {
    if (signal?.aborted) throw problem;
    throw new Refused("The engine does not answer. Is `rpp app` still running?");
  }
  if (response.ok) return response;
  const told = await response.json().catch(() => ({}));
  throw new Refused(told.error ?? `The engine answered ${response.status}.`, told.problems);
}

/** @param {string} path @param {object} [body] @param {AbortSignal} [signal] */
const json = async (path, body, signal) => (await ask(path, body, signal)).json();

/** One object a line, each handed over as it comes. @param {string} path @param {object} body @param {(line: any) => void} each @param {AbortSignal} [signal] */
async function lines(path, body, each, signal) {
  const response = await ask(path, body, signal);
  const reader = /** @type {ReadableStream} */ (response.body).pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    rest += value ?? "";
    const whole = rest.split("\n");
    rest = done ? "" : whole.pop() ?? "";
    for (const line of whole.filter(Boolean)) {
      const told = JSON.parse(line);
      if (told.kind === "error") throw new Refused(told.error, told.problems);
      if (told.kind !== "cancelled") each(told);
    }
    if (done) return;
  }
}

const query = (values) => new URLSearchParams(Object.entries(values).filter(([, value]) => value)).toString();

/** The engine behind this page. */
export const live = {
  kind: "live",
  gallery: (names) => json(`/api/gallery?${query({ names })}`),
  stage: (arm) =>
    arm.yaml || arm.district
      ? json("/api/stage", { arm })
      : json(`/api/stage?${query({ scenario: arm.scenario, names: arm.names })}`),
  gate: (arm, each, signal) => lines("/api/gate", { arm, lane: `${SESSION}-gate` }, each, signal),
  ensemble: (arm, charts, lane, each, signal) =>
    lines("/api/ensemble", { arm, charts, lane: `${SESSION}-${lane}` }, each, signal),
  doubt: (arm, charts, each, signal) => lines("/api/doubt", { arm, charts, lane: `${SESSION}-doubt` }, each, signal),
  compare: (arms, labels, charts, each, signal) =>
    lines("/api/compare", { arms, labels, charts, lane: `${SESSION}-compare` }, each, signal),
  story: (arm, asked, signal) => json("/api/story", { arm, ...asked }, signal),
  network: (arm, replicate, partnership, signal) => json("/api/network", { arm, replicate, partnership }, signal),
  map: (arm) => json(`/api/map?${query({ scenario: arm.scenario })}`),
  path: (arm, outcome, each, signal) => lines("/api/path", { arm, outcome }, each, signal),
  questions: () => json("/api/questions"),
  district: (answers, scenario) => json("/api/district", { answers, scenario }),
  yaml: (arm, title) => json("/api/yaml", { arm, title }),
  open: (yaml) => json("/api/open", { yaml }),
  why: (arm) => json(`/api/why?${query({ scenario: arm.scenario })}`),
  money: (arm, base, signal) => json("/api/money", { arm, base }, signal),
  sameMoney: (arms, give, each, signal) =>
    lines("/api/same_money", { arms, ...(give ? { give } : {}), lane: `${SESSION}-money` }, each, signal),
  table: async (arm, charts) => (await ask("/api/table", { arm, charts, format: "csv" })).text(),
  handout: (arms, labels, charts) => json("/api/handout", { arms, labels, charts }),
};
