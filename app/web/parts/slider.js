/** One lever: its name, where it stands in words, the slider, and on demand what is behind it. */
import { html, useState } from "../vendor/preact.js";
import { useStore } from "../state/store.js";
import { withValue } from "../state/arms.js";
import { caught, notchOf, notchesOf, valueAt } from "../state/notches.js";
import { levelOf, sentence } from "../charts/words.js";

/** @param {{slider: import("../state/types.js").Slider, long?: boolean}} about */
export function Slider({ slider, long }) {
  const store = useStore();
  const [open, setOpen] = useState(false);
  const arm = store.arm.value;
  const value = arm.values[slider.name] ?? slider.value;
  const notches = notchesOf(slider);
  const notch = notchOf(slider, value);
  const moved = slider.name in arm.values;
  const label = store.words(slider.name, slider.label);
  const words = slider.mixed && !moved ? "differs by place" : levelOf(value, slider);
  const at = (where) => `${(100 * notchOf(slider, where)) / notches}%`;
  const move = (event) => {
    store.lastMoved.value = slider.name;
    store.arm.value = withValue(arm, slider.name, caught(slider, valueAt(slider, Number(event.target.value))), slider.value);
  };
  const keep = () => store.commit(`${label}: ${levelOf(store.arm.peek().values[slider.name] ?? slider.value, slider)}`, slider.name);
  const set = (to) => {
    store.lastMoved.value = slider.name;
    store.change(withValue(arm, slider.name, to, slider.value), `${label}: ${levelOf(to, slider)}`);
  };
  return html`<div class=${`lever ${moved ? "moved" : ""} ${slider.moves === false ? "idle" : ""}`} data-lever=${slider.name}>
    <div class="lever-head">
      <span class="lever-label" id=${`l-${slider.name}`}>${label}</span>
      <span class="lever-level">${words}${moved && html` <button class="quiet" aria-label=${`${label}: back to ${levelOf(slider.value, slider)}`} title=${`back to ${levelOf(slider.value, slider)}`} onClick=${() => set(slider.value)}>↺</button>`}</span>
      <button class="quiet info" aria-expanded=${open} aria-label=${`About ${label}`} onClick=${() => setOpen(!open)}>i</button>
    </div>
    <div class="track">
      <input data-lm-suppress-shortcuts="true" type="range" min="0" max=${notches} step=${slider.choices ? 1 : notches > 200 ? notches / 200 : 1} value=${notch}
        style=${`--at:${(100 * notch) / notches}%`} aria-labelledby=${`l-${slider.name}`} aria-valuetext=${words}
        onInput=${move} onChange=${keep} />
      <span class="own" style=${`left:${at(slider.value)}`} title=${`the scenario's own: ${levelOf(slider.value, slider)}`}></span>
      ${slider.levels.map((level) => html`<span class="notch" style=${`left:${at(level.value)}`}></span>`)}
      ${pinsOf(store, slider).map(([place, pins]) => html`<span class="pin-mark" style=${`left:${at(place)}`}>${pins.map((i) => html`<i class=${`pin-${i}`}>${"ABC"[i]}</i>`)}</span>`)}
    </div>
    ${long && slider.reason && html`<p class="reason">${slider.reason}</p>`}
    ${open && html`<${About} slider=${slider} value=${value} set=${set} label=${label} />`}
  </div>`;
}

/** Where pinned scenarios have a lever that they moved; those with the same value stand side by side. @returns {[number|string, number[]][]} */
function pinsOf(store, slider) {
  const places = new Map();
  store.pinned.value.forEach((pin, i) => {
    const value = pin.arm.values[slider.name];
    if (value !== undefined) places.set(value, [...(places.get(value) ?? []), i]);
  });
  return [...places];
}

/** Meaning, source and grade of a lever, and a box for an exact number. */
function About({ slider, value, set, label }) {
  const typed = (event) => {
    const number = Number(event.target.value);
    if (event.target.value !== "" && number >= slider.minimum && number <= slider.maximum) set(slider.integer ? Math.round(number) : number);
  };
  return html`<div class="about">
    <p>${sentence(slider.meaning)}</p>
    ${slider.effect && html`<p>${sentence(slider.effect)}</p>`}
    <p class="small">${sentence(slider.grade_words)}${slider.source && ` Source: ${sentence(slider.source)}`} ${sentence(slider.price)}${slider.fixed_at_start ? " Fixed when the partnership starts." : ""}</p>
    <div class="levels">
      ${slider.levels.map((level) => html`<button aria-pressed=${level.value === value} onClick=${() => set(level.value)}>${level.label}</button>`)}
      ${slider.choices
        ? slider.choices.map((choice) => html`<button aria-pressed=${choice === value} onClick=${() => set(choice)}>${choice.replaceAll("_", " ")}</button>`)
        : html`<label class="exact">exactly <input data-lm-suppress-shortcuts="true" type="number" min=${slider.minimum} max=${slider.maximum} step="any" value=${typeof value === "number" ? value : ""}
            aria-label=${`${label}, exactly`} onChange=${typed} /> ${slider.unit}</label>`}
    </div>
  </div>`;
}
