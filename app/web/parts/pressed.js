/** What the room has made happen: month and size can be changed, and each can be taken away. */
import { html } from "../vendor/preact.js";
import { useStore } from "../state/store.js";

/** @param {{remove: (index: number) => void, change: (index: number, changes: object) => void}} about */
export function Pressed({ remove, change }) {
  const store = useStore();
  const stage = store.stage.value;
  return html`<ul class="pressed" aria-label="What you have made happen">${store.arm.value.events.map((event, i) => {
    const known = stage?.events.find((e) => e.do === event.do);
    const label = known?.label ?? event.do.replaceAll("_", " ");
    return html`<li><span>${label}</span>
      ${event.month !== undefined && store.source.kind === "atlas" ? html`in month ${event.month}` : html`<label>month <input data-lm-suppress-shortcuts="true" type="number" min="1" max=${stage?.months} value=${event.month} aria-label=${`Month of ${label}`}
        onChange=${(e) => change(i, { month: Math.max(1, Math.min(stage?.months ?? 240, Math.round(Number(e.target.value)) || 1)) })} /></label>`}
      ${known?.sized && html`<label><input data-lm-suppress-shortcuts="true" type="number" step="any" min=${known.sized.low} max=${known.sized.high} value=${event.value ?? known.sized.default}
        aria-label=${`Size of ${label}: ${known.sized.meaning}`} onChange=${(e) => e.target.value !== "" && change(i, { value: Number(e.target.value) })} /> ${known.sized.unit === "share" ? known.sized.meaning : known.sized.unit}</label>`}
      <button class="quiet" aria-label=${`Take ${label} away`} onClick=${() => remove(i)}>×</button></li>`;
  })}</ul>`;
}
