/** The whole page. */
import { html, useEffect, useRef } from "../vendor/preact.js";
import { Shop, useStore } from "../state/store.js";
import { listen } from "../state/keys.js";
import { Header } from "./header.js";
import { Sliders } from "./sliders.js";
import { Headlines } from "./headlines.js";
import { Charts } from "./charts.js";
import { Network } from "./network.js";
import { Story } from "./story.js";
import { Timeline } from "./timeline.js";
import { Dialog } from "./dialog.js";
import { PredictBar } from "./predict.js";
import { StepBar } from "./notes.js";
import { Present } from "./present.js";

/** @param {{store: import("../state/store.js").Store, embedded?: boolean}} about */
export function App({ store, embedded }) {
  const root = useRef(/** @type {HTMLElement|null} */ (null));
  useEffect(() => listen(store, embedded ? /** @type {any} */ (root.current) : document), []);
  return html`<${Shop.Provider} value=${store}><div data-lm-suppress-shortcuts="true" class=${`rpp ${embedded ? "embedded" : ""}`} ref=${root} style=${`--now: var(--${store.active.value?.id ?? "A"})`}><${Screen} /></div></${Shop.Provider}>`;
}

function Screen() {
  const store = useStore();
  const stage = store.stage.value;
  const present = store.present.value >= 0 && stage;
  return html`
    ${present ? html`<${Present} />` : html`<${Header} />
    <${PredictBar} /><${StepBar} />
    ${stage && html`<main class="screen">
      <${Sliders} />
      <div class="middle"><${Headlines} /><${Charts} /></div>
      <aside class="right" aria-label="Behind the curve"><${Network} /><${Story} /></aside>
    </main><${Timeline} />`}
    <footer class="frame">Not a forecast. ${stage?.notice ?? ""} ${store.source.frame ?? ""}</footer>`}
    <${Dialog} />
    <${Problem} />
    <div class=${store.hint.value ? "hint" : "hidden"} role="status" aria-live="polite">${store.said.value}</div>`;
}

/** What was refused, and why. */
function Problem() {
  const store = useStore();
  const problem = store.problem.value;
  if (!problem) return null;
  return html`<div class="problem" role="alert"><b>${problem.message}</b>
    ${Boolean(problem.problems?.length) && html`<ul>${problem.problems?.map((p) => html`<li>${p.name ?? ""} ${p.message} ${p.hint ?? ""}</li>`)}</ul>`}
    <button onClick=${() => (store.problem.value = null)}>Close</button></div>`;
}
