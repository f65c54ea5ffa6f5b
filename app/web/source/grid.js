/** Numbers between the points of a grid: linear along each axis, in the logarithm where an axis says so. */
import { Refused } from "./asking.js";

const NONE = 65535;

/** @param {any} meta @param {Uint16Array} values */
export function grid(meta, values) {
  const strides = meta.shape.map((_, axis) => meta.shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const fields = new Map(meta.fields.map((field) => [`${field.of} ${field.name} ${field.field}`, field]));

  /** Corners around an arm with their weights. @param {import("../state/types.js").Arm} arm */
  function at(arm) {
    const known = new Set(meta.axes.map((axis) => axis.name));
    const strange = Object.keys(arm.values).find((name) => !known.has(name));
    if (strange) throw new Refused(`This file has no ${strange}: it was made for ${meta.axes.length} levers.`);
    const wanted = [
      ...meta.axes.map((axis) => between(axis, arm.values[axis.name] ?? ownOf(meta, axis.name))),
      ...meta.events.map((event) => [[arm.events.some((e) => e.do === event.do && e.month === event.month) ? 1 : 0, 1]]),
    ];
    const other = arm.events.find((e) => !meta.events.some((event) => event.do === e.do && event.month === e.month));
    if (other) throw new Refused(`This file has ${meta.events.map((e) => `${e.label} in month ${e.month}`).join(", ") || "no events"}, and no other event or month.`);
    return wanted.reduce(
      (corners, ends, axis) => corners.flatMap(([point, weight]) => ends.map(([index, share]) => [point + index * strides[axis], weight * share])),
      [[0, 1]],
    );
  }

  /** @param {number[][]} corners @param {string} key @returns {(number|null)[]|null} */
  function read(corners, key) {
    const field = fields.get(key);
    if (!field) return null;
    const scale = (field.high - field.low) / 65534;
    return Array.from({ length: field.length }, (_, k) => {
      let [sum, weight] = [0, 0];
      for (const [point, share] of corners) {
        const raw = values[point * meta.stride + field.at + k];
        if (raw === NONE) continue;
        sum += share * raw;
        weight += share;
      }
      return weight > 0 ? field.low + (scale * sum) / weight : null;
    });
  }

  /** From quarters to months. @param {(number|null)[]|null} list */
  function monthly(list) {
    if (!list) return undefined;
    const { quarters, months } = meta;
    let k = 0;
    return Array.from({ length: months }, (_, i) => {
      const month = i + 1;
      while (k < quarters.length - 2 && quarters[k + 1] < month) k += 1;
      const [a, b] = [list[k], list[k + 1]];
      if (a === null || b === null) return month <= quarters[k] ? a : null;
      const share = Math.max(0, (month - quarters[k]) / (quarters[k + 1] - quarters[k]));
      return a + (b - a) * Math.min(1, share);
    });
  }

  return {
    at,
    series(corners, name) {
      const kind = meta.fields.find((field) => field.of === "series" && field.name === name)?.kind;
      if (!kind) return null;
      const get = (field) => monthly(read(corners, `series ${name} ${field}`));
      const scale = meta.stage.charts.find((chart) => chart.series === name)?.scale ?? "share";
      const bands = kind === "share" ? { low: get("low"), high: get("high") } : { p5: get("p5"), p25: get("p25"), p75: get("p75"), p95: get("p95") };
      return { kind, scale, p50: get("p50") ?? [], ...bands, runs: [] };
    },
    headline: (corners, name, field) => read(corners, `headline ${name} ${field}`)?.[0] ?? null,
    stage: (corners, name) => monthly(read(corners, `stage ${name} share`))?.map((x) => x ?? 0) ?? Array(meta.months).fill(0),
    causes: (corners) => meta.fields.filter((f) => f.of === "cause").map((f) => ({ cause: f.name, words: meta.stage.causes[f.name] ?? f.name, count: Math.round((read(corners, `cause ${f.name} share`)?.[0] ?? 0) * meta.worlds) })),
  };
}

const ownOf = (meta, name) => meta.stage.sliders.find((slider) => slider.name === name).value;

/** The points on both sides of a value. */
function between(axis, value) {
  const points = axis.values;
  if (value < points[0] - 1e-9 || value > points[points.length - 1] + 1e-9) {
    throw new Refused(`This file was computed for ${axis.name} from ${points[0]} to ${points[points.length - 1]}; it does not guess beyond.`);
  }
  const above = Math.max(1, points.findIndex((point) => point >= value - 1e-9));
  if (points.length === 1) return [[0, 1]];
  const put = axis.log ? Math.log : (x) => x;
  const share = (put(value) - put(points[above - 1])) / (put(points[above]) - put(points[above - 1]));
  return share <= 0 ? [[above - 1, 1]] : share >= 1 ? [[above, 1]] : [[above - 1, 1 - share], [above, share]];
}
