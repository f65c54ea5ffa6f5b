/** What the presenter says, and steps that were prepared in the scenario's file. */
import { html } from "../vendor/preact.js";
import { useStore } from "../state/store.js";
import { asItStands, patched } from "../state/arms.js";

/** @param {import("../state/store.js").Store} store @param {number} to */
export function goToStep(store, to) {
  const steps = store.stage.value?.sequence ?? [];
  if (to < 0 || to >= steps.length) return;
  const step = steps[to];
  const arm = patched(asItStands(store.arm.value), step.do ?? {});
  store.step.value = to;
  if (step.month) store.month.value = step.month;
  if (step.charts) store.charts.value = step.charts;
  store.change(arm, `step ${to + 1}: ${step.say}`);
}

export function Notes() {
  const store = useStore();
  const stage = store.stage.value;
  const beside = () => window.open("/#notes", "notes", "width=620,height=760");
  return html`${store.source.kind === "live" && html`<div class="row"><button onClick=${beside}>In a window of their own</button><span class="small">for the screen that the room does not see</span></div>`}
    <p><b>${stage.question}</b></p><p>${stage.note}</p>
    ${stage.notes.length > 0 && html`<h3>To say</h3><ul>${stage.notes.map((note) => html`<li>${note}</li>`)}</ul>`}
    ${stage.sequence.length > 0 && html`<h3>Steps prepared (N for the next one)</h3><ol class="steps">${stage.sequence.map((step, i) => html`<li class=${i === store.step.value ? "now" : ""}>
      <button onClick=${() => goToStep(store, i)}>Go</button> ${step.say}</li>`)}</ol>`}
    ${!stage.notes.length && !stage.sequence.length && html`<p>No notes have been written for this scenario.</p>`}`;
}

/** The prepared step on screen, for who presents. */
export function StepBar() {
  const store = useStore();
  const steps = store.stage.value?.sequence ?? [];
  const at = store.step.value;
  if (at < 0 || !steps[at]) return null;
  return html`<div class="stepbar" role="status"><b>${at + 1} of ${steps.length}</b> ${steps[at].say}
    <button onClick=${() => goToStep(store, at - 1)} disabled=${at === 0}>Back</button>
    <button onClick=${() => goToStep(store, at + 1)} disabled=${at === steps.length - 1}>Next</button>
    <button class="quiet" onClick=${() => (store.step.value = -1)}>close</button></div>`;
}
