/** Predict, then reveal: a sketched curve or raised hands, kept for the debrief. */
import { html, useState } from "../vendor/preact.js";
import { useStore } from "../state/store.js";
import { hitWords } from "./sketch.js";

export function Predict() {
  const store = useStore();
  const stage = store.stage.value;
  const [series, setSeries] = useState(store.charts.value.find((s) => s !== "components") ?? stage.charts[0].series);
  const begin = (guess) => {
    if (guess.series && !store.charts.value.includes(guess.series)) store.charts.value = [guess.series, ...store.charts.value.slice(1)];
    store.compared.value = "together";
    store.predicting.value = { revealed: false, ...guess };
    store.panel.value = "";
    store.log.add(guess.kind === "sketch" ? `the room sketches: ${store.chart(guess.series)?.label}` : `the room raises hands: ${guess.label}`);
  };
  return html`<p>The answer stays hidden while the room commits itself: move the levers, let the room guess, then show the answer.</p>
    <h3>Sketch a curve</h3>
    <div class="row"><label>of <select data-lm-suppress-shortcuts="true" value=${series} onChange=${(e) => setSeries(e.target.value)}>${stage.charts.map((c) => html`<option value=${c.series}>${c.label}</option>`)}</select></label>
      <button onClick=${() => begin({ kind: "sketch", series, values: [] })}>Start sketching</button></div>
    <h3>Raise hands</h3>
    <ul class="asks">${asked(stage).map((line) => html`<li>More or fewer than ${store.pinned.value.length ? "A" : "as it stands"}: <b>${line.label}</b>?
      <button onClick=${() => begin({ kind: "hands", name: line.name, label: line.label, counts: { more: 0, same: 0, fewer: 0 } })}>Ask the room</button></li>`)}</ul>
    ${store.hits.value.length > 0 && html`<h3>So far</h3><ol>${store.hits.value.map((hit) => html`<li>${hit}</li>`)}</ol>`}`;
}

/** The numbers at the top of the screen, as questions. */
const asked = (stage) =>
  stage.headlines.filter((line) => stage.default_headlines.includes(line.name)).map((line) => ({ name: line.name, label: `${line.noun} ${line.under}` }));

/** What stays on screen while the room guesses. */
export function PredictBar() {
  const store = useStore();
  const guess = store.predicting.value;
  if (!guess) return null;
  const shown = store.answers.shown.value;
  const answer = shown[store.active.value.id];
  const reveal = () => {
    store.predicting.value = { ...guess, revealed: true };
    const words = guess.kind === "sketch" ? `${store.chart(guess.series)?.label}: ${hitWords(guess.values, answer?.series[guess.series])}` : handsWords(guess, answer, shown[store.reference.value.id], pairOf(store, guess.name));
    store.hits.value = [...store.hits.value, words];
    store.commit(`revealed – ${words}`);
  };
  const count = (key) => (event) => (store.predicting.value = { ...guess, counts: { ...guess.counts, [key]: Math.max(0, Math.round(Number(event.target.value)) || 0) } });
  return html`<div class="stepbar predict" role="status">
    ${guess.kind === "sketch" ? html`<b>Draw what you expect</b> in the chart (or move its points with the arrow keys).`
      : html`<b>${guess.label}</b>: ${["fewer", "same", "more"].map((key) => html`<label>${key === "same" ? "about the same" : key} <input data-lm-suppress-shortcuts="true" type="number" min="0" max="500" value=${guess.counts[key]} onInput=${count(key)} disabled=${guess.revealed} /></label>`)}`}
    ${guess.revealed ? html`<b>${store.hits.value[store.hits.value.length - 1]}</b>` : html`<button class="go" onClick=${reveal} disabled=${!store.answers.settled(store.active.value)}>Reveal</button>`}
    <button class="quiet" onClick=${() => (store.predicting.value = null)}>${guess.revealed ? "close" : "give up"}</button></div>`;
}

/** What pairs of runs say of a number, the last scenario beside the first. */
function pairOf(store, name) {
  const told = store.answers.comparison.value;
  const pair = told?.pairs.find((p) => p.first === 0 && p.second === told.ids.length - 1);
  return pair?.headlines?.find((line) => line.name === name);
}

/** Who was right: more or fewer only where the difference of pairs is clear of chance. */
function handsWords(guess, answer, base, pair) {
  const now = answer?.headlines.find((line) => line.name === guess.name);
  const before = base?.headlines.find((line) => line.name === guess.name);
  const off = pair?.difference ?? (now?.value ?? 0) - (before?.value ?? 0);
  const right = off === 0 || pair?.clear === false ? "same" : off > 0 ? "more" : "fewer";
  const total = guess.counts.more + guess.counts.same + guess.counts.fewer;
  return `${guess.label}: ${now?.text} (before: ${before?.text}); ${guess.counts[right]} of ${total} votes said ${right === "same" ? "about the same" : right}`;
}
