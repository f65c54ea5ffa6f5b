/** One panel for the back row: one chart, one number, one lever, in large letters. */
import { html } from "../vendor/preact.js";
import { useStore } from "../state/store.js";
import { Chart } from "../charts/chart.js";
import { Slider } from "./slider.js";

export function Present() {
  const store = useStore();
  const charts = store.charts.value.filter((s) => s !== "components");
  const series = charts[store.present.value % Math.max(1, charts.length)];
  const chart = store.chart(series);
  if (!chart) return null;
  const answer = store.answers.shown.value[store.active.value.id];
  const guess = store.predicting.value;
  const secret = store.blank.value || (guess && !guess.revealed);
  const slider = store.slider(store.lastMoved.value) ?? store.stage.value.sliders[0];
  const first = store.reference.value;
  const before = first.id === store.active.value.id ? null : store.answers.shown.value[first.id]?.headlines[0];
  const line = answer?.headlines[0];
  return html`<main class="present" aria-label="One panel">
    <div class="present-top"><h1>${store.words(series, chart.label)}</h1>
      <div class="legend">${store.tracks.value.map((t) => html`<span class=${`ink-${t.id}`}>${t.id === "base" ? "○" : t.id} ${t.label}</span>`)}</div></div>
    <div class="present-chart"><${Chart} series=${series} size=${28} /></div>
    <p class="present-line">${secret || !line ? "?" : `${line.text} ${line.under}`}${before && !secret && html` <span class=${`ink-${first.id}`}>(${first.id === "base" ? "as it stands" : first.id}: ${before.text})</span>`}</p>
    <div class="present-foot"><${Slider} slider=${slider} />
      <span class="forecast">Invented history, not a forecast</span>
      <button onClick=${() => (store.present.value = (store.present.value + 1) % charts.length)}>Next</button>
      <button onClick=${() => (store.present.value = -1)}>Back</button></div>
  </main>`;
}
