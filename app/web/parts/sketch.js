/** The room draws what it expects, over the chart, before the answer is shown. */
import { html, useRef } from "../vendor/preact.js";
import { useStore } from "../state/store.js";
import { pathOf } from "../charts/shapes.js";
import { ROOM } from "../state/predictions.js";

/** @param {{frame: any, chart: any, low: number, high: number}} about */
export function Sketch({ frame, chart, low, high }) {
  const store = useStore();
  const element = useRef(/** @type {SVGElement|null} */ (null));
  const drawing = useRef(-1);
  const guess = store.predicting.value;
  const { x, y, box, months } = frame;
  const mine = guess.drawn[guess.who] ?? [];
  const put = (values) => (store.predicting.value = { ...guess, drawn: { ...guess.drawn, [guess.who]: values } });
  const at = (event) => {
    const place = /** @type {any} */ (element.current).ownerSVGElement.getBoundingClientRect();
    const month = Math.max(1, Math.min(months, Math.round(x.invert(event.clientX - place.left))));
    return [month, Math.max(low, Math.min(high, y.invert(event.clientY - place.top)))];
  };
  const draw = (event) => {
    if (drawing.current < 0 || guess.revealed) return;
    const [month, value] = at(event);
    const values = [...mine];
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
    const known = years.map((m) => [m, m === month ? Math.max(low, Math.min(high, (mine[m - 1] ?? (low + high) / 2) + change)) : mine[m - 1] ?? (low + high) / 2]);
    put(Array.from({ length: months }, (_, i) => between(known, i + 1)));
  };
  return html`<g ref=${element}>
    <rect x=${box.left} y=${box.top} width=${box.right - box.left} height=${box.bottom - box.top} fill="transparent" class="sketch"
      onPointerDown=${begin} onPointerMove=${draw} onPointerUp=${() => (drawing.current = -1)} style="touch-action:none;cursor:crosshair" />
    ${Object.entries(guess.drawn).map(([who, values]) => html`<${Drawn} who=${who} values=${values} frame=${frame} now=${who === guess.who} />`)}
    ${!guess.revealed && years.map((month) => html`<circle cx=${x(month)} cy=${y(mine[month - 1] ?? (low + high) / 2)} r="6" fill="#ffffff" stroke="#111827" tabindex="0" role="slider"
      aria-label=${`your guess for month ${month}, ${chart.label}`} aria-valuemin=${low} aria-valuemax=${high} aria-valuenow=${mine[month - 1] ?? (low + high) / 2} onKeyDown=${type(month)} pointer-events="none" />`)}
    ${!guess.revealed && html`<text x=${box.left + 8} y=${box.top + 18} font-size="14" font-weight="700" fill="#111827">${guess.who === ROOM ? "draw what you expect" : `draw the guess of ${guess.who}`}</text>`}
  </g>`;
}

function between(known, month) {
  const after = known.findIndex(([m]) => m >= month);
  if (after < 0) return known[known.length - 1][1];
  if (after === 0) return known[0][1];
  const [[a, from], [b, to]] = [known[after - 1], known[after]];
  return from + ((to - from) * (month - a)) / (b - a);
}

/** One drawn curve, with the group that drew it where there are several. */
function Drawn({ who, values, frame, now }) {
  const { x, y, months } = frame;
  const last = values.findLastIndex((value) => typeof value === "number");
  return html`<g pointer-events="none"><path d=${pathOf(Array.from({ length: months }, (_, i) => values[i] ?? null), x, y)} fill="none" stroke="#111827"
      stroke-width=${now ? 4 : 2} stroke-dasharray=${now ? "1 7" : "1 5"} stroke-linecap="round" />
    ${who !== ROOM && last >= 0 && html`<text x=${x(last + 1) - 4} y=${y(values[last]) - 6} text-anchor="end" font-size="13" fill="#111827">${who}</text>`}</g>`;
}
