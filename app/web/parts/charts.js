/** Two charts by default, each from the menu; together or as a difference; over chance or over our numbers. */
import { html } from "../vendor/preact.js";
import { useStore } from "../state/store.js";
import { Chart, askedOf } from "../charts/chart.js";
import { saveChart } from "../charts/export.js";

export function Charts() {
  const store = useStore();
  const charts = store.charts.value;
  const several = store.tracks.value.length > 1;
  const difference = store.compared.value === "difference";
  return html`<section class="charts" aria-label="Charts">
    <div class="chart-tools">
      <span class="seg" role="group" aria-label="How scenarios are compared">
        <button aria-pressed=${!difference} onClick=${() => (store.compared.value = "together")}>together</button>
        <button aria-pressed=${difference} disabled=${!several && !difference} onClick=${() => (store.compared.value = "difference")}>difference</button>
      </span>
      ${store.source.doubt && html`<button role="switch" aria-checked=${store.doubting.value} class="switchlike"
        onClick=${() => (store.doubting.value = !store.doubting.value)}>what if our numbers are wrong</button>`}
      <button onClick=${() => (store.charts.value = [...charts, next(store)])} disabled=${charts.length >= 4} aria-label="Add a chart" title="Add a chart">+</button>
      <button aria-pressed=${store.fit.value} class=${store.fit.value ? "seg-on" : ""} onClick=${() => (store.fit.value = !store.fit.value)}>zoom</button>
      <span class="space"></span>
      <${Key} />
    </div>
    <div class=${`chart-grid n-${charts.length}`}>${charts.map((series, i) => html`<${Panel} key=${i} index=${i} series=${series} />`)}</div>
  </section>`;
}

const next = (store) => store.stage.value.charts.find((c) => !store.charts.value.includes(c.series))?.series ?? store.charts.value[0];

/** What dark and light bands mean. */
function Key() {
  const store = useStore();
  if (store.compared.value === "difference") return html`<span class="key">line: mean of pairs · band: 95 % interval</span>`;
  return html`<span class="key">line: middle run <i class="dark"></i> half of runs <i class="light"></i> 9 in 10 ${store.doubting.value ? html`<i class="hatch"></i> 9 in 10 over our numbers too` : html`<i class="thin"></i> one run`}</span>`;
}

function Panel({ series, index }) {
  const store = useStore();
  const chart = store.chart(series);
  const stage = store.stage.value;
  const label = chart ? store.words(series, chart.label) : "Four components";
  const set = (event) => {
    store.charts.value = store.charts.value.map((old, i) => (i === index ? event.target.value : old));
    store.log.add(`looked at ${event.target.selectedOptions[0].text}`);
  };
  const keep = (event) => {
    const format = event.target.value;
    event.target.value = "";
    if (format) saveChart(store, event.target, series, format);
  };
  const ask = () => (store.asked.value = askedOf(store, series, store.month.value));
  return html`<article class="chart-panel" aria-label=${label}>
    <div class="chart-head">
      <select data-lm-suppress-shortcuts="true" class="chart-title" aria-label=${`Chart ${index + 1}`} value=${series} onChange=${set}>
        ${stage.charts.map((c) => html`<option value=${c.series}>${store.words(c.series, c.label)}</option>`)}
        ${stage.components.length > 0 && html`<option value="components">Four components</option>`}
      </select>
      <span class="chart-words">${chart?.words}</span>
      <span class="space"></span>
      ${chart && html`<button class="quiet" onClick=${ask}>what happened?</button>
        <select data-lm-suppress-shortcuts="true" class="save" aria-label=${`Save ${label}`} onChange=${keep}><option value="">save …</option><option value="svg">SVG</option><option value="png">PNG</option><option value="csv">CSV</option></select>`}
      ${store.charts.value.length > 1 && html`<button class="quiet" aria-label=${`Close ${label}`} onClick=${() => (store.charts.value = store.charts.value.filter((_, i) => i !== index))}>×</button>`}
    </div>
    ${chart ? html`<${Chart} key=${series} series=${series} />` : html`<div class="four">${stage.components.map((s) => store.chart(s) &&
      html`<div class="small-chart"><h4>${store.words(s, store.chart(s)?.label ?? s)}</h4><${Chart} series=${s} bare=${true} /></div>`)}</div>`}
  </article>`;
}
