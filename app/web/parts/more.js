/** Levers that are not on stage, with the reason; and numbers that the model assumes. */
import { html, useEffect, useState } from "../vendor/preact.js";
import { asItStands } from "../state/arms.js";
import { useStore } from "../state/store.js";
import { Slider } from "./slider.js";
import { grouped } from "./sliders.js";

/** Shown at first; the rest when sought. */
const MANY = 24;

export function More() {
  const store = useStore();
  return html`<p>A lever that moves next to nothing in this scenario stands here with the reason, never on stage.</p>
    <${List} sliders=${store.stage.value.more} />`;
}

export function Assumptions() {
  const store = useStore();
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (!store.source.gate) return;
    const control = new AbortController();
    const arm = asItStands(store.arm.value);
    const check = async () => {
      await store.source.gate(arm, () => {}, control.signal, true);
      const { assumptions } = await store.source.stage(arm);
      if (!control.signal.aborted) store.stage.value = { ...store.stage.value, assumptions };
    };
    setBusy(true);
    check().catch(() => {}).then(() => setBusy(false));
    return () => control.abort();
  }, []);
  return html`${busy && html`<p class="small" role="status">each number is tried at both ends of its range, to put the strongest first …</p>`}
    <p>Every number that drives the answer, strongest first where that is known. Move it to what you believe and see whether the answer changes.</p>
    <${List} sliders=${store.stage.value.assumptions} />`;
}

function List({ sliders }) {
  const [sought, seek] = useState("");
  const [all, setAll] = useState(false);
  const found = sliders.filter((s) => !sought || `${s.label} ${s.meaning} ${s.name}`.toLowerCase().includes(sought.toLowerCase()));
  const shown = all || sought ? found : found.slice(0, MANY);
  return html`<label>find <input data-lm-suppress-shortcuts="true" type="search" value=${sought} onInput=${(e) => seek(e.target.value)} /></label>
    ${grouped(shown).map(([group, list]) => html`<section key=${group} class="more-group"><h3>${group}</h3>
      <div class="columns">${list.map((slider) => html`<${Slider} key=${slider.name} slider=${slider} long=${true} />`)}</div></section>`)}
    ${shown.length < found.length && html`<button onClick=${() => setAll(true)}>Show all ${found.length}</button>`}
    ${!found.length && html`<p>Nothing is called so.</p>`}`;
}
