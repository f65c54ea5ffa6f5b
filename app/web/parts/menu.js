/** What is seldom needed, in one menu. */
import { html, useState } from "../vendor/preact.js";
import { useStore } from "../state/store.js";
import { linkOf } from "../state/link.js";
import { save } from "../charts/export.js";

export function Menu() {
  const store = useStore();
  const [open, setOpen] = useState(false);
  const live = store.source.kind !== "atlas";
  const then = (act) => () => {
    act();
    setOpen(false);
  };
  const go = (panel) => then(() => (store.panel.value = panel));
  const link = async () => {
    const address = linkOf(store);
    history.replaceState(null, "", address);
    await navigator.clipboard?.writeText(address).catch(() => {});
    store.tell("The address of this page now restores what is on screen; it has been copied.");
    setOpen(false);
  };
  const items = [
    ["Predict, then reveal", go("predict")],
    ["Scores by group", go("scores")],
    ["Notes and steps", go("notes")],
    live && ["Your district in five questions", go("district")],
    Boolean(store.source.assess) && ["Assess your own partnership", go("assess")],
    live && ["Save or open as a file", go("file")],
    ["Redo", then(() => store.history.redo())],
    ["Reset", then(() => store.reset())],
    ["Copy a link to this state", link],
    live && ["Handout to print", go("handout")],
    ["What was done so far", go("log")],
    ["Keys", go("keys")],
  ].filter((item) => item !== false);
  const close = (event) => event.key === "Escape" && setOpen(false);
  return html`<div class="menu" onKeyDown=${close}>
    <button aria-haspopup="true" aria-expanded=${open} onClick=${() => setOpen(!open)}>More ▾</button>
    ${open && html`<div class="menu-list" role="group" aria-label="More">
      ${items.map(([label, act]) => html`<button onClick=${act}>${label}</button>`)}
      <label>words for <select data-lm-suppress-shortcuts="true" value=${store.audience.value} onChange=${(e) => (store.audience.value = e.target.value)}>
        <option value="">everybody</option>
        ${Object.keys(store.stage.value?.words ?? {}).map((who) => html`<option value=${who}>${who}</option>`)}</select></label>
      <button onClick=${() => save("session.txt", "text/plain", store.log.text())}>Save the session log</button>
    </div>`}
  </div>`;
}
