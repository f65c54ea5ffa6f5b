/** Predict, then reveal: a sketched curve or raised hands, of the room or of one group after the other. */
import { html, useState } from "../vendor/preact.js";
import { useStore } from "../state/store.js";
import { inWords, ROOM, withinRange } from "../state/predictions.js";

export function Predict() {
  const store = useStore();
  const stage = store.stage.value;
  const [series, setSeries] = useState(store.charts.value.find((s) => s !== "components") ?? stage.charts[0].series);
  const begin = (guess) => {
    begun(store, guess);
    store.panel.value = "";
  };
  const name = (event) => (store.groups.value = event.target.value.split(",").map((text) => text.trim()).filter(Boolean));
  return html`<p>The answer stays hidden while the room commits itself: move the levers, let the room guess, then show the answer.</p>
    <h3>Sketch a curve</h3>
    <div class="row"><label>of <select data-lm-suppress-shortcuts="true" value=${series} onChange=${(e) => setSeries(e.target.value)}>${stage.charts.map((c) => html`<option value=${c.series}>${store.words(c.series, c.label)}</option>`)}</select></label>
      <button onClick=${() => begin(sketchOf(series))}>Start sketching</button></div>
    <h3>Raise hands</h3>
    <ul class="asks">${asked(stage).map((line) => html`<li>More or fewer than ${store.pinned.value.length ? "in A" : "as it stands"}: how many <b>${line.label}</b>?
      <button onClick=${() => begin(handsOn(line))}>Ask the room</button></li>`)}</ul>
    <h3>Groups</h3>
    <label>that may guess for themselves <input data-lm-suppress-shortcuts="true" class="groups" type="text" value=${store.groups.value.join(", ")} onChange=${name} /></label>
    ${store.hits.value.length > 0 && html`<h3>So far</h3><ol>${store.hits.value.map((hit) => html`<li>${inWords(hit)}</li>`)}</ol>
      <button onClick=${() => (store.panel.value = "scores")}>Scores by group</button>`}`;
}

/** A room begins to guess: the answer is hidden from now on. */
function begun(store, guess) {
  if (guess.series && !store.charts.value.includes(guess.series)) store.charts.value = [guess.series, ...store.charts.value.slice(1)];
  store.compared.value = "together";
  store.predicting.value = { revealed: false, who: ROOM, ...guess };
  store.log.add(guess.kind === "sketch" ? `the room sketches: ${store.words(guess.series, store.chart(guess.series)?.label ?? guess.series)}` : `the room raises hands: ${guess.label}`);
}

/** Hands are raised on a number, as a prepared step asks. @param {import("../state/store.js").Store} store @param {string} name */
export function askHands(store, name) {
  const line = asked(store.stage.value).find((found) => found.name === name);
  if (line) begun(store, handsOn(line));
}

/** A curve is drawn. @param {import("../state/store.js").Store} store @param {string} series */
export const askSketch = (store, series) => begun(store, sketchOf(series));

const sketchOf = (series) => ({ kind: "sketch", series, drawn: {} });
const handsOn = ({ name, label }) => ({ kind: "hands", name, label, counts: {} });

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
    const hit = guess.kind === "sketch" ? sketched(guess, store.chart(guess.series)?.label, answer?.series[guess.series])
      : counted(guess, answer, shown[store.reference.value.id], pairOf(store, guess.name));
    store.predicting.value = { ...guess, revealed: true };
    store.hits.value = [...store.hits.value, hit];
    store.commit(`revealed – ${inWords(hit)}`);
  };
  return html`<div class="stepbar predict" role="status">
    ${!guess.revealed && (guess.kind === "sketch" ? html`<b>Draw what you expect</b> in the chart (or move its points with the arrow keys)` : html`<b>${guess.label}</b>`)}
    ${!guess.revealed && html`<${Who} guess=${guess} />`}
    ${guess.kind === "hands" && !guess.revealed && html`<${Hands} guess=${guess} />`}
    ${guess.revealed ? html`<b>${inWords(store.hits.value[store.hits.value.length - 1])}</b>` : html`<button class="go" onClick=${reveal} disabled=${!store.answers.settled(store.active.value)}>Reveal</button>`}
    <button class="quiet" onClick=${() => (store.predicting.value = null)}>${guess.revealed ? "close" : "give up"}</button></div>`;
}

/** Whose guess is taken down, and who has guessed so far. */
function Who({ guess }) {
  const store = useStore();
  const done = Object.keys(guess.kind === "sketch" ? guess.drawn : guess.counts).filter((who) => who !== guess.who);
  return html`<label>guess of <select data-lm-suppress-shortcuts="true" value=${guess.who} onChange=${(e) => (store.predicting.value = { ...guess, who: e.target.value })}>
    ${[ROOM, ...store.groups.value].map((who) => html`<option value=${who}>${who}</option>`)}</select></label>
    ${done.length > 0 && html`<span class="small">there already: ${done.join(", ")}</span>`}`;
}

const ANSWERS = { fewer: "fewer", same: "about the same", more: "more" };

function Hands({ guess }) {
  const store = useStore();
  const mine = guess.counts[guess.who] ?? { fewer: 0, same: 0, more: 0 };
  const count = (key) => (event) => {
    const votes = Math.max(0, Math.round(Number(event.target.value)) || 0);
    store.predicting.value = { ...guess, counts: { ...guess.counts, [guess.who]: { ...mine, [key]: votes } } };
  };
  return Object.entries(ANSWERS).map(([key, words]) => html`<label>${words} <input data-lm-suppress-shortcuts="true" type="number" min="0" max="500" value=${mine[key]} onInput=${count(key)} /></label>`);
}

/** What pairs of runs say of a number, the last scenario beside the first. */
function pairOf(store, name) {
  const told = store.answers.comparison.value;
  const pair = told?.pairs.find((p) => p.first === 0 && p.second === told.ids.length - 1);
  return pair?.headlines?.find((line) => line.name === name);
}

/** How near each drawn curve was. @returns {import("../state/predictions.js").Hit} */
function sketched(guess, label, answer) {
  const scores = Object.entries(guess.drawn).map(([who, values]) => ({ who, within: withinRange(values, answer) }));
  const known = scores.filter(({ within }) => within !== null).map(({ who, within }) => ({ who, .../** @type {any} */ (within) }));
  const range = answer?.kind === "share" ? "its 95 % interval" : "what half of the runs do";
  return { question: `the curve of ${label}`, answer: known.length ? `within ${range}` : "nothing was drawn", unit: "months", scores: known };
}

/** Who was right: more or fewer only where the difference of pairs is clear of chance. @returns {import("../state/predictions.js").Hit} */
function counted(guess, answer, base, pair) {
  const now = answer?.headlines.find((line) => line.name === guess.name);
  const before = base?.headlines.find((line) => line.name === guess.name);
  const off = pair?.difference ?? (now?.value ?? 0) - (before?.value ?? 0);
  const right = off === 0 || pair?.clear === false ? "same" : off > 0 ? "more" : "fewer";
  const scores = Object.entries(guess.counts).map(([who, votes]) => ({ who, right: votes[right], of: votes.fewer + votes.same + votes.more }));
  return { question: guess.label, answer: `${ANSWERS[right]}, ${now?.text} (before: ${before?.text})`, unit: "votes", scores: scores.filter(({ of }) => of > 0) };
}
