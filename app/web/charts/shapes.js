/** Lines and bands as SVG paths, with gaps where nothing was observed. */
import { area, line } from "../vendor/d3.js";

/** @typedef {(value: number) => number} Scale */

/** @param {(number|null)[]} values by month, the first at month 1 @param {Scale} x @param {Scale} y */
export const pathOf = (values, x, y) =>
  line()
    .defined((value) => value !== null && value !== undefined)
    .x((_, i) => round(x(i + 1)))
    .y((value) => round(y(/** @type {any} */ (value))))(/** @type {any} */ (values)) ?? "";

/** @param {(number|null)[]} low @param {(number|null)[]} high @param {Scale} x @param {Scale} y */
export const bandOf = (low = [], high = [], x, y) =>
  area()
    .defined((_, i) => low[i] !== null && high[i] !== null && low[i] !== undefined && high[i] !== undefined)
    .x((_, i) => round(x(i + 1)))
    .y0((_, i) => round(y(/** @type {number} */ (low[i]))))
    .y1((_, i) => round(y(/** @type {number} */ (high[i]))))(/** @type {any} */ (low)) ?? "";

const round = (value) => Math.round(value * 10) / 10;

/** Labels that would cover each other are moved apart. @template {{y: number}} T @param {T[]} labels @param {number} gap @returns {T[]} */
export function apart(labels, gap) {
  const sorted = [...labels].sort((a, b) => a.y - b.y);
  for (let i = 1; i < sorted.length; i += 1) {
    if (sorted[i].y - sorted[i - 1].y < gap) sorted[i].y = sorted[i - 1].y + gap;
  }
  return labels;
}
