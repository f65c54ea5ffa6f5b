/** What opens over the screen: one at a time, closed by Escape, and the focus goes back to where it was. */
import { html, useEffect, useRef } from "../vendor/preact.js";
import { useStore } from "../state/store.js";
import { Gallery } from "./gallery.js";
import { Assumptions, More } from "./more.js";
import { CausalMap } from "./map.js";
import { Why } from "./why.js";
import { Predict } from "./predict.js";
import { Notes } from "./notes.js";
import { Assess } from "./assess.js";
import { District } from "./district.js";
import { File_ } from "./file.js";
import { Handout } from "./handout.js";
import { Keys, SessionLog } from "./help.js";
import { Proposals } from "./roles.js";
import { Scores } from "./scores.js";

const PANELS = {
  gallery: ["Choose a question", Gallery, "wide"],
  more: ["More levers", More, ""],
  assumptions: ["I disagree with a number", Assumptions, ""],
  map: ["Why it moves", CausalMap, "wide"],
  why: ["Why believe it, and how far", Why, "wide"],
  predict: ["Predict, then reveal", Predict, ""],
  scores: ["Who saw it coming", Scores, ""],
  notes: ["Notes and steps", Notes, ""],
  district: ["Your district in five questions", District, ""],
  assess: ["Assess your own partnership", Assess, "wide"],
  file: ["Save or open as a file", File_, ""],
  handout: ["Handout to print", Handout, "wide"],
  log: ["What was done so far", SessionLog, ""],
  keys: ["Keys", Keys, ""],
  proposals: ["Proposals of the groups", Proposals, ""],
};

export function Dialog() {
  const store = useStore();
  const name = store.panel.value;
  const element = useRef(/** @type {HTMLDialogElement|null} */ (null));
  const known = PANELS[name];
  useEffect(() => {
    const dialog = element.current;
    if (!dialog || !known) return;
    const before = /** @type {HTMLElement|null} */ (document.activeElement);
    if (!dialog.open) dialog.showModal();
    return () => {
      if (dialog.open) dialog.close();
      before?.focus?.();
    };
  }, [name]);
  if (!known) return null;
  const [head, Part, size] = known;
  const close = () => (store.panel.value = "");
  const outside = (event) => event.target === element.current && store.stage.value && close();
  return html`<dialog ref=${element} class=${`panel ${size} panel-${name}`} aria-labelledby="panel-head" onClick=${outside}
      onCancel=${(e) => { e.preventDefault(); if (store.stage.value) close(); }}>
    <div class="panel-inner">
      <div class="panel-head"><h2 id="panel-head">${head}</h2>
        ${store.stage.value && html`<button onClick=${close}>Close</button>`}</div>
      <${Part} close=${close} />
    </div>
  </dialog>`;
}
