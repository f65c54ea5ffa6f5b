/** What the presenter says, and steps that were prepared in the scenario's file. */
import { html } from "../vendor/preact.js";
import { useStore } from "../state/store.js";
import { asItStands, patched } from "../state/arms.js";
import { askHands, askSketch } from "./predict.js";

/** @param {import("../state/store.js").Store} store @param {number} to */
export function goToStep(store, to) {
  const step = store.sequence.value[to];
  if (!step) return;
  const words = `step ${to + 1}: ${step.say}`;
  store.step.value = to;
  store.predicting.value = null;
  store.blank.value = Boolean(step.blank);
  if (step.month) store.month.value = step.month;
  if (step.charts) store.charts.value = step.charts;
  if (step.sketch) askSketch(store, step.sketch);
  if (step.predict) askHands(store, step.predict); // before the curve moves
  if (step.do) store.change(patched(asItStands(store.arm.value), step.do), words);
  else store.commit(words);
}

/** When a step begins, and what it is called. @param {import("../state/types.js").Step} step */
export const stepName = (step) => [step.minute === undefined ? "" : `minute ${step.minute}`, step.title ?? ""].filter(Boolean).join(" · ");

export function Notes() {
  const store = useStore();
  const stage = store.stage.value;
  const steps = store.sequence.value;
  const beside = () => window.open("/#notes", "notes", "width=620,height=760");
  return html`${store.source.kind === "live" && html`<div class="row"><button onClick=${beside}>In a window of their own</button><span class="small">for the screen that the room does not see</span></div>`}
    <p><b>${stage.question}</b></p><p>${stage.note}</p>
    ${stage.notes.length > 0 && html`<h3>To say</h3><ul>${stage.notes.map((note) => html`<li>${note}</li>`)}</ul>`}
    ${store.plans.value.length > 1 && html`<div class="row"><label>plan of <select data-lm-suppress-shortcuts="true" value=${store.plan.value} onChange=${(e) => choosePlan(store, Number(e.target.value))}>
      ${store.plans.value.map((plan, i) => html`<option value=${i}>${plan.name}</option>`)}</select></label></div>`}
    ${steps.length > 0 && html`<h3>Steps prepared (N for the next one)</h3><ol class="steps">${steps.map((step, i) => html`<li class=${i === store.step.value ? "now" : ""}>
      <button onClick=${() => goToStep(store, i)}>Go</button> ${stepName(step) && html`<b>${stepName(step)}</b> `}${step.say}</li>`)}</ol>`}
    ${!stage.notes.length && !steps.length && html`<p>No notes have been written for this scenario.</p>`}`;
}

/** @param {import("../state/store.js").Store} store @param {number} plan */
export function choosePlan(store, plan) {
  store.plan.value = plan;
  store.step.value = -1;
}

/** The prepared step on screen, for who presents. */
export function StepBar() {
  const store = useStore();
  const steps = store.sequence.value;
  const at = store.step.value;
  if (at < 0 || !steps[at]) return null;
  return html`<div class="stepbar" role="status"><b>${at + 1} of ${steps.length}</b> ${steps[at].say}
    <button onClick=${() => goToStep(store, at - 1)} disabled=${at === 0}>Back</button>
    <button onClick=${() => goToStep(store, at + 1)} disabled=${at === steps.length - 1}>Next</button>
    <button class="quiet" onClick=${() => (store.step.value = -1)}>close</button></div>`;
}
