/** Answers between points that were computed before: no engine, no network; and nothing beyond what was computed. */
import { Refused } from "./asking.js";
import { grid } from "./grid.js";

/** @param {{meta: any, values: Uint16Array}} data */
export function atlas({ meta, values }) {
  const points = grid(meta, values);

  const answerOf = (arm, charts) => {
    const at = points.at(arm);
    const series = Object.fromEntries(charts.map((name) => [name, points.series(at, name)]).filter(([, found]) => found));
    return {
      kind: "answer", worlds: meta.worlds, of: meta.worlds, months: meta.months, seconds: 0, notice: meta.notice, changes: [],
      series, headlines: meta.stage.default_headlines.map((name) => headlineOf(meta, points, at, name)).filter(Boolean),
      stages: meta.stage.stages.map((name) => points.stage(at, name).map((share) => share * meta.worlds)),
      ended: { causes: points.causes(at) }, lives: { replicate: [], ended: [], cause: [] },
    };
  };

  return {
    kind: "atlas",
    frame: meta.error.text,
    gallery: async () => meta.gallery,
    stage: async () => meta.stage,
    why: async () => meta.why,
    ensemble: async (arm, charts, track, each) => each(answerOf(arm, charts)),
    compare: async (arms, labels, charts, each) => each(compared(arms.map((arm) => answerOf(arm, charts)), labels)),
    story: meta.stories && (async (arm, asked) => storyOf(meta, arm, asked)),
    network: meta.network && (async (arm, replicate) => (replicate === meta.network.replicate ? meta.network : null)),
  };
}

/** Stories are kept of the scenario as it stands; over other curves they say so. */
function storyOf(meta, arm, { which }) {
  const found = meta.stories[which] ?? meta.stories.typical;
  if (!found) throw new Refused("This file keeps no story.");
  const untouched = !Object.keys(arm.values).length && !arm.events.length;
  const kept = "This file keeps stories of the scenario as it stands.";
  return { ...found, chosen: `${found.chosen} ${kept}`, course: untouched ? found.course : {} };
}

function headlineOf(meta, points, at, name) {
  const known = meta.headlines[name];
  const [value, low, high] = ["value", "low", "high"].map((field) => points.headline(at, name, field));
  if (!known || value === null) return null;
  const number = (x) => (/^of 1$/.test(known.noun) ? x.toFixed(2) : Math.round(x).toLocaleString("en"));
  const range = low === null || high === null ? "" : `${name === "going" ? "95 % interval" : "90 of 100 runs"}: ${number(low)} to ${number(high)}`;
  const dollars = known.noun === "dollars";
  return { name, value, low, high, text: dollars ? `$${number(value)}` : `${number(value)} ${known.noun}`, under: known.under, range };
}

/** Differences of two answers between points: runs were not kept, so that no pairs can be counted. */
function compared(answers, labels) {
  const last = answers.length - 1;
  const minus = (b, a) => b.map((value, i) => (value === null || a[i] === null ? null : value - a[i]));
  const pair = (first, second) => {
    const [a, b] = [answers[first], answers[second]];
    const series = Object.fromEntries(Object.keys(b.series).filter((name) => a.series[name]).map((name) => [name, { mean: minus(b.series[name].p50, a.series[name].p50), low: [], high: [] }]));
    const told = b.headlines.map((line, i) => a.headlines[i] && `${line.text} ${line.under} (${labels[first]}: ${a.headlines[i].text})`)[0];
    return { first, second, series, sentence: `${labels[second]}: ${told}. Pairs of runs are not kept in this file.`, money: "" };
  };
  return { kind: "compared", pairs: answers.slice(0, last).map((_, first) => pair(first, last)).concat(answers.slice(1, last).map((_, i) => pair(0, i + 1))) };
}
