/** What was tested, what holds, what fails, in plain words. */
import { html, useEffect, useState } from "../vendor/preact.js";
import { useStore } from "../state/store.js";

export function Why() {
  const store = useStore();
  const [told, setTold] = useState(/** @type {any} */ (null));
  useEffect(() => {
    store.guard(async () => setTold(await store.source.why(store.arm.value)));
  }, []);
  const stage = store.stage.value;
  return html`<div class="why">
    <p class="notice"><b>${store.gallery.value?.not_a_forecast ?? "Not a forecast."}</b></p>
    <div class="row">
      <button onClick=${() => (store.panel.value = "assumptions")}>I disagree with a number</button>
      <button onClick=${() => { store.doubting.value = true; store.panel.value = ""; }}>What if our numbers are wrong</button>
    </div>
    ${told ? html`<div class="why-cards">${told.cards.map((card) => html`<section><h3>${card.head}</h3><ul>${card.lines.map((line) => html`<li>${line}</li>`)}</ul></section>`)}
      ${stage && stage.facts.length > 0 && html`<section><h3>Facts about this place</h3><ul>${stage.facts.map((f) => html`<li>${f.fact} <span class="small">${f.source}</span></li>`)}</ul></section>`}
      ${told.sources?.length > 0 && html`<section><h3>Names of sources in short</h3><ul>${told.sources.map((s) => html`<li>${s}</li>`)}</ul></section>`}</div>` : html`<p>…</p>`}
  </div>`;
}
