/** Name of the scenario, what is compared, and everything the facilitator may need. */
import { html } from "../vendor/preact.js";
import { useStore } from "../state/store.js";
import { Menu } from "./menu.js";

export function Header() {
  const store = useStore();
  const stage = store.stage.value;
  const live = store.source.kind !== "atlas";
  const open = (panel) => () => (store.panel.value = panel);
  return html`<header class="top">
    <h1><button class="title" onClick=${open("gallery")} aria-label="Choose a scenario"><span class="caret" aria-hidden="true">☰</span> <span>${stage?.title ?? "Research-practice partnerships"}</span></button></h1>
    <${Chips} />
    <span class="space"></span>
    <span class="forecast" title="Every picture is one of many invented histories.">Not a forecast</span>
    <button onClick=${() => store.history.undo()} disabled=${!store.history.canUndo} aria-keyshortcuts="Control+Z">Undo</button>
    <button onClick=${() => store.history.redo()} disabled=${!store.history.canRedo} aria-keyshortcuts="Control+Shift+Z" class="wide">Redo</button>
    <button onClick=${() => store.reset()} class="wide">Reset</button>
    ${live && html`<button onClick=${open("map")}>Why it moves</button>`}
    <button onClick=${open("why")}>Why believe it</button>
    <${Menu} />
    <button onClick=${() => (store.present.value = 0)} aria-keyshortcuts="P">Back row</button>
  </header>`;
}

/** The scenarios on screen: show or hide, take away, keep and go on. */
function Chips() {
  const store = useStore();
  const hide = (id) => () => (store.hidden.value = { ...store.hidden.value, [id]: !store.hidden.value[id] });
  const pins = store.pinned.value.length;
  return html`<div class="chips" role="group" aria-label="Scenarios on screen">
    ${store.tracks.value.map((track, i) => html`<span key=${track.id} class=${`chip chip-${track.id}`}>
      <button class="chip-name" aria-pressed=${!store.hidden.value[track.id]} title=${`${track.label}: ${store.hidden.value[track.id] ? "show" : "hide"}`} onClick=${hide(track.id)}>
        <b>${track.id === "base" ? "○" : track.id}</b> <span>${track.label}</span></button>
      ${track.id !== "base" && i < store.tracks.value.length - 1 && html`<button class="quiet" aria-label=${`Take away ${track.id}`}
        onClick=${() => store.unpin("ABC".indexOf(track.id))}>×</button>`}
    </span>`)}
    <button onClick=${() => store.pin()} disabled=${pins >= 3} aria-keyshortcuts="A">Pin ${"ABCD"[pins]}</button>
  </div>`;
}
