/** The room draws what it expects, over the chart, before the answer is shown. */
import { html, useRef } from "../vendor/preact.js";
import { useStore } from "../state/store.js";
import { pathOf } from "../charts/shapes.js";

/** @param {{frame: any, chart: any, low: number, high: number, answer: any}} about */
export function Sketch({ frame, chart, low, high, answer }) {
  const store = useStore();
  const element = useRef(/** @type {SVGElement|null} */ (null));
  const drawing = useRef(-1);
  const guess = store.predicting.value;
  const { x, y, box, months } = frame;
  const put = (values) => (store.predicting.value = { ...guess, values });
  const at = (event) => {
    const place = /** @type {any} */ (element.current).ownerSVGElement.getBoundingClientRect();
    const month = Math.max(1, Math.min(months, Math.round(x.invert(event.clientX - place.left))));
    return [month, Math.max(low, Math.min(high, y.invert(event.clientY - place.top)))];
  };
  const draw = (event) => {
    if (drawing.current < 0 || guess.revealed) return;
    const [month, value] = at(event);
    const values = [...guess.values];
    const from = drawing.current || month;
    const start = values[from - 1] ?? value;
    const step = month >= from ? 1 : -1;
    for (let m = from; m !== month + step; m += step) values[m - 1] = month === from ? value : start + ((value - start) * (m - from)) / (month - from);
    drawing.current = month;
    put(values);
  };
  const begin = (event) => {
    drawing.current = 0;
    event.currentTarget.setPointerCapture(event.pointerId);
    draw(event);
  };
  const years = Array.from({ length: Math.floor(months / 12) + 1 }, (_, i) => Math.max(1, 12 * i));
  const type = (month) => (event) => {
    const step = (high - low) / 40;
    const change = { ArrowUp: step, ArrowDown: -step }[event.key];
    if (!change) return;
    event.preventDefault();
    event.stopPropagation();
    const known = years.map((m) => [m, m === month ? Math.max(low, Math.min(high, (guess.values[m - 1] ?? (low + high) / 2) + change)) : guess.values[m - 1] ?? (low + high) / 2]);
    put(Array.from({ length: months }, (_, i) => between(known, i + 1)));
  };
  return html`<g ref=${element}>
    <rect x=${box.left} y=${box.top} width=${box.right - box.left} height=${box.bottom - box.top} fill="transparent" class="sketch"
      onPointerDown=${begin} onPointerMove=${draw} onPointerUp=${() => (drawing.current = -1)} style="touch-action:none;cursor:crosshair" />
    <path d=${pathOf(Array.from({ length: months }, (_, i) => guess.values[i] ?? null), x, y)} fill="none" stroke="#111827" stroke-width="4" stroke-dasharray="1 7" stroke-linecap="round" pointer-events="none" />
    ${!guess.revealed && years.map((month) => html`<circle cx=${x(month)} cy=${y(guess.values[month - 1] ?? (low + high) / 2)} r="6" fill="#ffffff" stroke="#111827" tabindex="0" role="slider"
      aria-label=${`your guess for month ${month}, ${chart.label}`} aria-valuemin=${low} aria-valuemax=${high} aria-valuenow=${guess.values[month - 1] ?? (low + high) / 2} onKeyDown=${type(month)} pointer-events="none" />`)}
    <text x=${box.left + 8} y=${box.top + 18} font-size="14" font-weight="700" fill="#111827">${guess.revealed ? hitWords(guess.values, answer) : "draw what you expect"}</text>
  </g>`;
}

function between(known, month) {
  const after = known.findIndex(([m]) => m >= month);
  if (after < 0) return known[known.length - 1][1];
  if (after === 0) return known[0][1];
  const [[a, from], [b, to]] = [known[after - 1], known[after]];
  return from + ((to - from) * (month - a)) / (b - a);
}

/** How many of the drawn months lie within what nine of ten runs do. */
export function hitsOf(values, answer) {
  if (!answer) return null;
  const [low, high] = [answer.p5 ?? answer.low, answer.p95 ?? answer.high];
  const drawn = values.map((value, i) => [value, low[i], high[i]]).filter(([value, a, b]) => typeof value === "number" && typeof a === "number" && typeof b === "number");
  const hits = drawn.filter(([value, a, b]) => value >= a && value <= b).length;
  return drawn.length ? { hits, months: drawn.length } : null;
}

export function hitWords(values, answer) {
  const found = hitsOf(values, answer);
  const range = answer?.kind === "share" ? "95 % interval" : "90 % range";
  return found ? `your curve is within the ${range} in ${found.hits} of ${found.months} months` : "nothing was drawn";
}
