/** Two pages to take home: what was asked and found, with the charts, and room for notes. */
import { html, useEffect, useState } from "../vendor/preact.js";
import { useStore } from "../state/store.js";
import { standalone } from "../charts/export.js";

export function Handout() {
  const store = useStore();
  const [told, setTold] = useState(/** @type {any} */ (null));
  const [pictures, setPictures] = useState(/** @type {string[]} */ ([]));
  useEffect(() => {
    const charts = store.charts.value.filter((s) => s !== "components");
    const drawn = [...document.querySelectorAll(".charts .chart-panel > .chart-box svg.chart")];
    setPictures(drawn.map((svg) => standalone(store, /** @type {SVGElement} */ (svg), /** @type {any} */ (svg).dataset.series)));
    store.guard(async () => setTold(await store.source.handout(store.tracks.value.map((t) => t.arm), charts)));
  }, []);
  if (!told) return html`<p>…</p>`;
  return html`<div class="row no-print"><button onClick=${() => print()}>Print</button><span class="small">two pages; choose “save as PDF” to send it</span></div>
    <article class="sheet" aria-label="Handout">
      <h1>${told.title}</h1><p class="small">${told.date}</p><p class="notice"><b>Not a forecast.</b> ${store.stage.value.notice}</p>
      ${told.blocks.map((block) => typeof block === "string" ? html`<p>${block}</p>` : html`<section><h2>${block.head}</h2>${block.lines.map((line) => html`<p>${line}</p>`)}</section>`)}
      ${pictures.map((svg) => html`<img alt="Chart of the session, with its legend" src=${`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`} />`)}
      ${store.hits.value.length > 0 && html`<section><h2>What the room predicted</h2>${store.hits.value.map((hit) => html`<p>${hit}</p>`)}</section>`}
      <section class="own-notes"><h2>My notes</h2>${Array.from({ length: 9 }, () => html`<hr />`)}</section>
    </article>`;
}
