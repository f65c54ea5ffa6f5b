/** Two pages to take home: what was asked and found, with the charts, and room for notes. */
import { html, useEffect, useState } from "../vendor/preact.js";
import { useStore } from "../state/store.js";
import { standalone } from "../charts/export.js";
import { ScoreTable } from "./scores.js";

export function Handout() {
  const store = useStore();
  const [told, setTold] = useState(/** @type {any} */ (null));
  const [pictures, setPictures] = useState(/** @type {string[]} */ ([]));
  useEffect(() => {
    const charts = store.charts.value.filter((s) => s !== "components");
    const drawn = [...document.querySelectorAll(".charts .chart-panel > .chart-box svg.chart")];
    setPictures(drawn.slice(0, 2).map((svg) => standalone(store, /** @type {SVGElement} */ (svg), /** @type {any} */ (svg).dataset.series)));
    const tracks = store.tracks.value;
    store.guard(async () => setTold(await store.source.handout(tracks.map((t) => t.arm), tracks.map((t) => (t.id === "base" ? "As it stands" : t.id)), charts)));
  }, []);
  if (!told) return html`<p>…</p>`;
  return html`<div class="row no-print"><button onClick=${() => print()}>Print</button><span class="small">two pages; “save as PDF” to send it</span></div>
    <article class="sheet" aria-label="Handout">
      <h1>${told.title}</h1><p class="small">${told.date} · version ${told.version}</p><p><b>${told.question}</b></p>
      <p class="notice"><b>${told.not_a_forecast}</b> ${told.notice}</p>
      <div class="sheet-arms">${told.arms.map((arm) => html`<${OneArm} arm=${arm} />`)}</div>
      ${told.pairs.map((pair) => html`<p><b>${pair.sentence}</b> ${pair.money}</p>`)}
      ${pictures.map((svg) => html`<img alt="Chart of the session, with its legend" src=${`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`} />`)}
      <section class="sheet-second"><h2>To talk about</h2><ul>${told.ask.map((line) => html`<li>${line}</li>`)}</ul>
        ${store.hits.value.length > 0 && html`<h2>What the room predicted</h2><${ScoreTable} hits=${store.hits.value} />`}
        ${store.story.value && html`<h2>One run: ${store.story.value.chosen}</h2>${store.story.value.short.slice(-2).map((text) => html`<p class="small">${text}</p>`)}`}
        <h2>Why believe it, and how far</h2><p>${told.why}</p></section>
      <section class="own-notes"><h2>My notes</h2>${Array.from({ length: 12 }, () => html`<hr />`)}</section>
    </article>`;
}

function OneArm({ arm }) {
  return html`<section><h2>${arm.label}</h2>
    ${[...arm.changes, ...arm.events].map((line) => html`<p>${line}</p>`)}
    ${!arm.changes.length && !arm.events.length && html`<p>Nothing changed.</p>`}
    <ul>${arm.headlines.map((line) => html`<li><b>${line.text}</b> ${line.under} <span class="small">(${line.range})</span></li>`)}</ul>
    <p class="small">Of ${arm.worlds} partnerships, why they ended: ${arm.ended.map((e) => `${e.words} (${e.count})`).join("; ")}.</p></section>`;
}
