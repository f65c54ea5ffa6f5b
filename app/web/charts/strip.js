/** A number on a scale with its interval, and the same in words beside it; distinguished without colours, at any width. */
import { html } from "../vendor/preact.js";

/**
 * @typedef {{label: string, text: string, value: number|null, low: number|null, high: number|null, open?: boolean}} Row
 * @param {{label: string, rows: Row[], from: number, to: number, zero?: boolean}} about `open` marks what may be chance
 */
export function Strips({ label, rows, from, to, zero }) {
  const at = (x) => Math.max(0, Math.min(100, (100 * (x - from)) / (to - from)));
  return html`<ul class="strips" aria-label=${label}>
    ${rows.map((row) => html`<li key=${row.label}><span class="strip-label">${row.label}</span>
      <span class="strip-track" aria-hidden="true">${zero && html`<i class="zero" style=${`left:${at(0)}%`}></i>`}
        ${row.low !== null && row.high !== null && html`<i class="reach" style=${`left:${at(row.low)}%;width:${at(row.high) - at(row.low)}%`}></i>`}
        ${row.value !== null && html`<b class=${row.open ? "open" : ""} style=${`left:${at(row.value)}%`}></b>`}</span>
      <span class="strip-text">${row.text}</span></li>`)}
    <li class="scale" aria-hidden="true"><span></span><span class="strip-ends"><span>${signed(from)}</span>${zero && html`<span>0</span>`}<span>${signed(to)}</span></span><span></span></li></ul>`;
}

const signed = (number) => String(number).replace("-", "−");
