/** Numbers as a room reads them. */

/** @param {number|null|undefined} value @param {string} scale */
export function told(value, scale) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (scale === "share") return `${minus(percent(100 * value))} %`;
  if (scale === "money" || scale === "dollars") return dollars(value);
  if (scale === "index" || scale === "sd" || scale === "balance") return minus(value.toFixed(2));
  if (scale === "months") return `${minus(Math.round(value))} months`;
  return minus(Math.abs(value) < 10 ? String(Math.round(value * 100) / 100) : Math.round(value).toLocaleString("en"));
}

/** Whole percents, and a tenth where there is less than one. @param {number} value */
const percent = (value) => Number(value.toFixed(Math.abs(value) < 1 ? 1 : 0)) + 0;

/** @param {number|string} number */
const minus = (number) => String(number).replace("-", "−");

/** A sentence of a declaration: with a capital and a full stop. @param {string} text */
export function sentence(text) {
  const whole = text.trim();
  return whole && whole[0].toUpperCase() + whole.slice(1) + (/[.!?]$/.test(whole) ? "" : ".");
}

/** @param {number} value */
export function dollars(value) {
  const size = Math.abs(value);
  const sign = value < 0 ? "−" : "";
  if (size >= 1e6) return `${sign}$${(size / 1e6).toFixed(size < 1e7 ? 1 : 0)}m`;
  if (size >= 1e3) return `${sign}$${Math.round(size / 1e3)}k`;
  return `${sign}$${Math.round(size)}`;
}

/** @param {number} month 1-based, from July of the first year */
export const date = (month) => `month ${month}, ${MONTHS[(month + 5) % 12]} of year ${Math.floor((month - 1) / 12) + 1}`;

const MONTHS = [
  "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
];

/** @param {number|string} value @param {import("../state/types.js").Slider} slider */
export function levelOf(value, slider) {
  const named = slider.levels.find((level) => level.value === value);
  if (named) return named.label;
  if (typeof value === "string") return value.replaceAll("_", " ");
  return withUnit(value, slider.unit);
}

/** @param {number} value @param {string} unit */
export function withUnit(value, unit) {
  if (unit.startsWith("share")) return `${Math.round(1000 * value) / 10} %${unit.slice(5)}`;
  if (unit.startsWith("dollars")) return `${dollars(value)}${unit.slice(7)}`;
  const digits = Math.abs(value) < 1 ? 3 : Math.abs(value) < 100 ? 2 : 0;
  const number = Number(value.toFixed(digits)).toLocaleString("en");
  return unit && unit !== "index" ? `${number} ${number === "1" ? ofOne(unit) : unit}` : number;
}

/** Words whose singular is not the plural without its s. */
const SINGULAR = { people: "person", studies: "study", times: "times" };

/** ``hours a month`` as ``hour a month``. @param {string} unit */
const ofOne = (unit) => unit.replace(/\b(people|[a-z]+s)\b/, (word) => SINGULAR[word] ?? word.slice(0, -1));
