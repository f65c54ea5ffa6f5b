/** Axes of a chart by month. */
import { html } from "../vendor/preact.js";
import { scaleLinear } from "../vendor/d3.js";
import { told } from "./words.js";

export const INK = "#1f2937";
export const SOFT = "#4b5563";

/**
 * Scales and margins of a picture of some size.
 * @param {{width: number, height: number, months: number, low: number, high: number, size: number, wide?: number}} about
 */
export function frameOf({ width, height, months, low, high, size, wide = 2.3 }) {
  const box = { left: size * 3.9, right: width - size * wide, top: size * 0.8, bottom: height - size * 1.9 };
  const x = scaleLinear([1, months], [box.left, box.right]);
  const y = scaleLinear([low, high], [box.bottom, box.top]);
  return { box, x, y, width, height, months, size };
}

/** Values that the axis has to hold, so that it does not jump while a slider moves. */
export function rangeOf(chart, lists, signed = false) {
  const seen = lists.flat().filter((value) => value !== null && value !== undefined && Number.isFinite(value));
  const top = chart.high ?? nice(Math.max(0, ...seen));
  const bottom = chart.low ?? (signed || chart.signed ? -nice(Math.max(0, ...seen.map((v) => -v))) : 0);
  const low = signed ? -nice(Math.max(0, ...seen.map(Math.abs))) : bottom;
  const high = signed ? -low : top;
  return high > low ? [low, high] : [low, low + 1];
}

/** The next of 1, 2, 5, 10 …: steps that change seldom. */
function nice(value) {
  if (value <= 0) return 0;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 1.5, 2, 3, 5, 7.5, 10].find((step) => value <= step * power * 1.0001) ?? 10) * power;
}

/** Round values on an axis: about as many as fit, and never only one, which would tell no size. */
export function ticksOf(y, fitting) {
  for (let count = fitting; count < 8; count += 1) {
    const ticks = y.ticks(count);
    if (ticks.length > 1) return ticks;
  }
  return y.ticks(8);
}

/** @param {{frame: any, scale: string, signed?: boolean}} about */
export function Axes({ frame, scale, signed }) {
  const { box, x, y, months, size, height } = frame;
  const ticks = ticksOf(y, Math.max(2, Math.min(5, Math.round((box.bottom - box.top) / (size * 4)))));
  const years = Math.floor(months / 12);
  const every = Math.max(1, Math.ceil((years * size * 4.2) / (box.right - box.left)));
  const marks = Array.from({ length: years }, (_, i) => i + 1).filter((year) => year % every === 0);
  const sign = (value) => (signed && value > 0 ? "+" : "");
  return html`<g font-size=${size} fill=${SOFT}>
    ${ticks.map((tick) => html`<line x1=${box.left} x2=${box.right} y1=${y(tick)} y2=${y(tick)}
        stroke=${tick === 0 ? "#9ca3af" : "#e5e7eb"} />
      <text x=${box.left - size * 0.5} y=${y(tick)} dy=".33em" text-anchor="end">${sign(tick)}${told(tick, scale)}</text>`)}
    <text x=${box.left} y=${height - size * 0.5} text-anchor="start">start</text>
    ${marks.map((year) => html`<line x1=${x(12 * year)} x2=${x(12 * year)} y1=${box.bottom} y2=${box.bottom + 4}
        stroke="#9ca3af" />
      <text x=${x(12 * year)} y=${height - size * 0.5} text-anchor="middle">year ${year}</text>`)}
  </g>`;
}
