/** The levers on stage, in groups, with what they cost; everything else behind "more". */
import { html } from "../vendor/preact.js";
import { useStore } from "../state/store.js";
import { Slider } from "./slider.js";
import { Money } from "./money.js";
import { Roles, leversOf } from "./roles.js";

export function Sliders() {
  const store = useStore();
  const stage = store.stage.value;
  const mine = leversOf(store);
  const shown = mine ? [...stage.sliders, ...stage.more].filter((s) => mine.includes(s.name)) : stage.sliders;
  const letter = store.active.value?.id;
  return html`<section class="levers" aria-label="Levers">
    <div class="panel-head"><h2>Change ${store.pinned.value.length ? html`<b class=${`tag tag-${letter}`}>${letter}</b>` : ""}</h2>
      ${stage.roles.length > 0 && html`<${Roles} />`}</div>
    <div class="lever-list">
      ${shown.map((slider) => html`<${Slider} key=${slider.name} slider=${slider} />`)}
    </div>
      <div class="more-buttons">
        ${stage.more.length > 0 && html`<button onClick=${() => (store.panel.value = "more")}>More levers (${stage.more.length})</button>`}
        ${stage.assumptions.length > 0 && html`<button onClick=${() => (store.panel.value = "assumptions")}>I disagree …</button>`}
      </div>
    <${Money} />
  </section>`;
}

/** Sliders by the words of their group, in their order. */
export function grouped(sliders) {
  const groups = new Map();
  for (const slider of sliders) {
    const name = slider.group_label ?? slider.group;
    groups.set(name, [...(groups.get(name) ?? []), slider]);
  }
  return [...groups];
}
