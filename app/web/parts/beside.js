/** Notes in a window of their own, on the screen that the room does not see; both windows stay in step. */
import { effect, html, useEffect, useState } from "../vendor/preact.js";
import { choosePlan, goToStep, stepName } from "./notes.js";

const CHANNEL = "rpp-notes";

/** The page tells its notes window what is on screen, and does what that asks. @param {import("../state/store.js").Store} store */
export function tellBeside(store) {
  const channel = new BroadcastChannel(CHANNEL);
  const tell = () => {
    const stage = store.stage.value;
    if (!stage) return;
    const answer = store.answers.shown.value[store.active.value.id];
    channel.postMessage({
      title: stage.title, question: stage.question, notes: stage.notes, sequence: store.sequence.value.map((s) => ({ name: stepName(s), say: s.say, note: s.note ?? "" })), step: store.step.value,
      plans: store.plans.value.map((plan) => plan.name), plan: store.plan.value,
      month: store.month.value, said: store.said.value, blank: store.blank.value,
      headlines: (answer?.headlines ?? []).map((h) => `${h.text} ${h.under}`), log: store.log.lines.value.slice(-8),
    });
  };
  effect(tell);
  const acts = {
    hello: tell,
    step: ({ to }) => goToStep(store, to),
    plan: ({ to }) => choosePlan(store, to),
    blank: () => (store.blank.value = !store.blank.value),
    play: () => (store.playing.value = !store.playing.value),
  };
  channel.onmessage = ({ data }) => acts[data.do]?.(data);
}

/** The window of notes. */
export function Beside() {
  const [told, setTold] = useState(/** @type {any} */ (null));
  const [channel] = useState(() => new BroadcastChannel(CHANNEL));
  useEffect(() => {
    channel.onmessage = ({ data }) => data.title && setTold(data);
    channel.postMessage({ do: "hello" });
    document.title = "Notes";
  }, []);
  if (!told) return html`<main class="beside"><h1>Notes</h1><p>Waiting for the page that the room sees.</p></main>`;
  const send = (message) => () => channel.postMessage(message);
  return html`<main class="beside"><h1>${told.title}</h1><p><b>${told.question}</b></p>
    <div class="row"><button onClick=${send({ do: "step", to: told.step - 1 })} disabled=${told.step <= 0}>Step back</button>
      <button class="go" onClick=${send({ do: "step", to: told.step + 1 })} disabled=${told.step >= told.sequence.length - 1}>Next step</button>
      <button onClick=${send({ do: "blank" })}>${told.blank ? "Show the answer" : "Hide the answer"}</button>
      <button onClick=${send({ do: "play" })}>Play or pause</button></div>
    ${told.plans.length > 1 && html`<div class="row"><label>plan of <select data-lm-suppress-shortcuts="true" value=${told.plan} onChange=${(e) => send({ do: "plan", to: Number(e.target.value) })()}>
      ${told.plans.map((name, i) => html`<option value=${i}>${name}</option>`)}</select></label></div>`}
    <ol class="steps">${told.sequence.map((step, i) => html`<li class=${i === told.step ? "now" : ""}>${step.name && html`<b>${step.name}</b> `}${step.say}${step.note && html` <em>${step.note}</em>`}</li>`)}</ol>
    <h2>To say</h2><ul>${told.notes.map((note) => html`<li>${note}</li>`)}</ul>
    <h2>On screen, month ${told.month}</h2><ul>${told.headlines.map((line) => html`<li>${line}</li>`)}</ul>
    <h2>Done so far</h2><ul>${told.log.map((line) => html`<li>${line.at} ${line.words}</li>`)}</ul>
    <p class="notice">Invented history, not a forecast.</p></main>`;
}
