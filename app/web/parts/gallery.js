/** Scenarios as questions. */
import { html, useState } from "../vendor/preact.js";
import { useStore } from "../state/store.js";

export function Gallery() {
  const store = useStore();
  const gallery = store.gallery.value;
  const [sought, seek] = useState("");
  if (!gallery) return html`<p>…</p>`;
  const fits = (s) => !sought || `${s.title} ${s.question} ${s.note}`.toLowerCase().includes(sought.toLowerCase());
  const real = async (event) => {
    store.names.value = event.target.checked ? "real" : "fictional";
    await store.guard(async () => {
      store.gallery.value = await store.source.gallery(store.names.value);
      if (store.stage.value) {
        await store.open({ ...store.arm.value, names: store.names.value });
        store.panel.value = "gallery";
      }
    });
  };
  return html`<div class="gallery">
    <div class="row"><label>find <input data-lm-suppress-shortcuts="true" type="search" value=${sought} onInput=${(e) => seek(e.target.value)} /></label>
      ${store.source.district && html`<label class="switch"><input data-lm-suppress-shortcuts="true" type="checkbox" role="switch" checked=${store.names.value === "real"} onChange=${real} /> real names</label>`}
      ${store.source.district && html`<button onClick=${() => (store.panel.value = "district")}>Your district in five questions</button>
      <button onClick=${() => (store.panel.value = "file")}>Open a file</button>`}</div>
    <p class="notice">${gallery.not_a_forecast}</p>
    ${gallery.groups.map((group) => {
      const scenarios = group.scenarios.filter(fits);
      return scenarios.length > 0 && html`<section key=${group.name}><h3>${group.heading}</h3><ul class="cards">
        ${scenarios.map((s) => html`<li key=${s.name}><button class="card" data-scenario=${s.name} onClick=${() => store.open({ scenario: s.name })}>
          <b>${s.question}</b><span>${s.title}</span>
          <span class="small">${facts(s)}</span></button></li>`)}</ul></section>`;
    })}
    <p class="notice">${gallery.groups[0]?.scenarios[0]?.notice ?? "Invented history."}</p>
  </div>`;
}

const facts = (s) =>
  [s.teachers && `${s.teachers.toLocaleString("en")} teachers`, s.districts > 1 && `${s.districts} districts`, `${s.months} months`,
    s.large && "large: the first answer comes from fewer partnerships"].filter(Boolean).join(" · ");
