/** One quantity by month for every scenario on screen, on the same axes. */
import { html, useMemo, useRef, useState } from "../vendor/preact.js";
import { useStore } from "../state/store.js";
import { Course, Curves, Difference, Doubt } from "./curves.js";
import { Axes, INK, frameOf, rangeOf } from "./frame.js";
import { apart } from "./shapes.js";
import { useSize } from "./size.js";
import { LOOKS } from "./looks.js";
import { told } from "./words.js";
import { Sketch } from "../parts/sketch.js";

/** @param {{series: string, size?: number, bare?: boolean}} about */
export function Chart({ series, size = 13, bare }) {
  const store = useStore();
  const [ref, width, height] = useSize();
  return html`<div class="chart-box" ref=${ref}>
    ${width > 0 && height > 0 && html`<${Drawn} ...${{ series, size, width, height, bare, store }} />`}
  </div>`;
}

/** Whether the room still guesses what this chart would tell. */
function isSecret(store, series) {
  const guess = store.predicting.value;
  return Boolean(guess && !guess.revealed && (guess.series === series || guess.kind === "hands"));
}

/** What is drawn of each track. */
function layersOf(store, series) {
  const shown = store.answers.shown.value;
  const hidden = store.hidden.value;
  const secret = isSecret(store, series);
  const active = store.active.value;
  return store.tracks.value
    .filter((track) => shown[track.id]?.series[series] && !hidden[track.id] && !(secret && track.id === active.id) && !store.blank.value)
    .map((track) => ({ track, answer: shown[track.id].series[series], current: track.id === active.id }));
}

function differencesOf(store, series) {
  const told = store.answers.comparison.value;
  if (!told) return [];
  const pairs = told.pairs.filter((pair) => pair.series?.[series]);
  return pairs.map((pair) => ({ id: told.ids[pair.second], look: LOOKS[told.ids[pair.second]], answer: pair.series[series], first: told.ids[pair.first] }));
}

function Drawn({ series, size, width, height, bare, store }) {
  const chart = store.chart(series);
  const element = useRef(null);
  const [over, setOver] = useState(/** @type {number|null} */ (null));
  const difference = store.compared.value === "difference";
  const layers = difference ? [] : layersOf(store, series);
  const pairs = difference ? differencesOf(store, series) : [];
  const secret = store.blank.value || isSecret(store, series);
  const doubt = !difference && !secret && store.doubting.value ? store.answers.doubt.value?.series[series] : null;
  const course = !difference && !secret ? store.story.value?.course?.[series] : null;
  const months = store.stage.value.months;
  const lists = difference
    ? pairs.flatMap((p) => [p.answer.low, p.answer.high])
    : layers.flatMap(({ answer }) => [answer.p95 ?? [], answer.p5 ?? [], answer.high ?? [], answer.low ?? []]).concat(doubt?.p95 ? [doubt.p95, doubt.p5] : []);
  const [low, high] = rangeOf(store.fit.value ? { ...chart, high: null } : chart, lists, difference);
  const frame = useMemo(
    () => frameOf({ width, height, months, low, high, size: bare ? size * 0.85 : size, wide: difference ? 4 : 2.3 }),
    [width, height, months, low, high, size, bare, difference],
  );
  const several = layers.filter((l) => l.track.id !== "base").length > 2;
  const curves = useMemo(
    () => layers.map((layer) => html`<${Curves} key=${layer.track.id} answer=${layer.answer} look=${layer.track.look} frame=${frame}
      fan=${layer.current && !several ? "full" : "half"} runs=${layer.current && !doubt && !bare} />`),
    [frame, doubt, bare, several, ...layers.flatMap((l) => [l.track.id, l.answer])],
  );
  const monthAt = (event) => {
    const place = /** @type {any} */ (element.current).getBoundingClientRect();
    return Math.max(1, Math.min(months, Math.round(frame.x.invert(event.clientX - place.left))));
  };
  const ask = (event) => {
    const month = monthAt(event);
    const run = near(layers, month, event.clientY - /** @type {any} */ (element.current).getBoundingClientRect().top, frame);
    store.month.value = month;
    store.asked.value = run ? { which: run.replicate, partnership: run.partnership, month, series } : askedOf(store, series, month);
  };
  const sketching = store.predicting.value?.series === series && store.predicting.value.kind === "sketch";
  return html`<svg ref=${element} class="chart" width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img"
      aria-label=${spoken(chart, layers, pairs, months)} data-series=${series} font-family="system-ui, sans-serif"
      onPointerMove=${(e) => setOver(monthAt(e))} onPointerLeave=${() => setOver(null)} onClick=${sketching ? undefined : ask}>
    <defs><pattern id="doubt" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <line x1="0" y1="0" x2="0" y2="6" stroke="#111827" stroke-width="1" opacity="0.16" /></pattern></defs>
    <${Axes} frame=${frame} scale=${chart.scale} signed=${difference} />
    ${size < 20 && !bare && html`<text x=${frame.box.right} y=${frame.box.top + size * 0.5} text-anchor="end" font-size=${size * 0.8} fill="#6b7280">invented history</text>`}
    ${curves}
    ${pairs.map((pair) => html`<${Difference} key=${pair.id + pair.first} ...${pair} frame=${frame} />`)}
    <${Doubt} answer=${doubt} frame=${frame} />
    <${Course} values=${course} frame=${frame} kind=${chart.kind} ended=${course && store.story.value.ended} />
    <${Ends} layers=${layers} pairs=${pairs} frame=${frame} />
    <${Cursor} store=${store} frame=${frame} over=${over} layers=${layers} scale=${chart.scale} />
    ${difference && !pairs.length && html`<text x=${width / 2} y=${height / 2} text-anchor="middle" font-size=${size} fill=${INK}>move a slider or pin a scenario to compare</text>`}
    ${sketching && html`<${Sketch} frame=${frame} chart=${chart} low=${low} high=${high} />`}
  </svg>`;
}

/** The run whose line is near the pointer. */
function near(layers, month, y, frame) {
  const current = layers.find((layer) => layer.current);
  const runs = (current?.answer.runs ?? []).filter((run) => run.values.length >= month);
  const best = runs.map((run) => ({ run, off: Math.abs(frame.y(run.values[month - 1]) - y) })).sort((a, b) => a.off - b.off)[0];
  return best && best.off < 5 ? best.run : null;
}

/** A click on the share still going asks for a run that ended then; on anything else, for the run that fell most. */
export function askedOf(store, series, month) {
  if (series !== "going") return { month, series };
  const lives = store.answers.shown.value[store.active.value.id]?.lives;
  const ended = (lives?.ended ?? []).map((end, i) => ({ end, replicate: lives.replicate[i], partnership: lives.partnership?.[i] })).filter((run) => run.end !== null);
  const nearest = ended.sort((a, b) => Math.abs(a.end - month) - Math.abs(b.end - month))[0];
  return nearest ? { which: nearest.replicate, partnership: nearest.partnership, month: nearest.end, series } : { which: "typical", month, series };
}

/** Letters where curves end. */
function Ends({ layers, pairs, frame }) {
  const last = (list) => {
    for (let i = list.length - 1; i >= 0; i -= 1) if (list[i] !== null && list[i] !== undefined) return [i + 1, list[i]];
    return null;
  };
  const marks = [
    ...layers.map(({ track, answer }) => ({ text: track.id === "base" ? "○" : track.id, look: track.look, at: last(answer.p50) })),
    ...pairs.map((pair) => ({ text: `${pair.id} − ${pair.first === "base" ? "○" : pair.first}`, look: pair.look, at: last(pair.answer.mean) })),
  ].filter((mark) => mark.at);
  const placed = apart(marks.map((mark) => ({ ...mark, x: frame.x(mark.at[0]), y: frame.y(mark.at[1]) })), frame.size * 1.05);
  const over = Math.max(0, ...placed.map((mark) => mark.y - frame.box.bottom));
  return html`<g font-size=${frame.size * 1.1} font-weight="700">${placed.map((mark) =>
    html`<text x=${mark.x + 6} y=${mark.y - over} dy=".35em" fill=${mark.look.colour}>${mark.text}</text>`)}</g>`;
}

/** The month on screen, and the values under the pointer. */
function Cursor({ store, frame, over, layers, scale }) {
  const month = store.month.value;
  const { x, y, box, size } = frame;
  const lines = over === null ? [] : layers.map(({ track, answer }) => ({ track, value: answer.p50[over - 1], low: (answer.p5 ?? answer.low)?.[over - 1], high: (answer.p95 ?? answer.high)?.[over - 1] }));
  const wide = size * 12.5;
  const left = over !== null && x(over) > frame.width / 2 ? x(over) - wide - 8 : x(over ?? 1) + 8;
  return html`<g pointer-events="none">
    <line x1=${x(month)} x2=${x(month)} y1=${box.top} y2=${box.bottom} stroke=${INK} stroke-width="1.2" stroke-dasharray="2 3" />
    ${over !== null && lines.length > 0 && html`<line x1=${x(over)} x2=${x(over)} y1=${box.top} y2=${box.bottom} stroke="#9ca3af" />
      <g font-size=${size * 0.9}>
        <rect x=${left} y=${box.top} width=${wide} height=${size * (1.5 + 1.25 * lines.length)} fill="#ffffff" stroke="#9ca3af" rx="3" />
        <text x=${left + 6} y=${box.top + size * 1.05} fill=${INK}>month ${over}</text>
        ${lines.map((line, i) => html`<text x=${left + 6} y=${box.top + size * (2.3 + 1.25 * i)} fill=${line.track.look.colour}>
          <tspan font-weight="700">${line.track.id === "base" ? "○" : line.track.id} ${told(line.value, scale)}</tspan>
          <tspan> (${told(line.low, scale)} to ${told(line.high, scale)})</tspan></text>`)}
      </g>
      ${lines.map((line) => typeof line.value === "number" && html`<circle cx=${x(over)} cy=${y(line.value)} r="3.5" fill=${line.track.look.colour} />`)}`}
  </g>`;
}

/** What a screen reader says of the picture. */
function spoken(chart, layers, pairs, months) {
  const ends = layers.map(({ track, answer }) => `${track.id === "base" ? "as it stands" : track.id}: ${told(answer.p50[0], chart.scale)} at the start, ${told(answer.p50[months - 1], chart.scale)} at the end`);
  const pairs_ = pairs.map((pair) => `${pair.id} minus ${pair.first}: ${told(pair.answer.mean[months - 1], chart.scale)} at the end`);
  return `${chart.label} by month. ${[...ends, ...pairs_].join(". ")}. Invented history, not a forecast.`;
}
