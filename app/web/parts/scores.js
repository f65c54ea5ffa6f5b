/** The debrief: who saw what coming, by group. */
import { html } from "../vendor/preact.js";
import { useStore } from "../state/store.js";
import { asCsv, tableOf } from "../state/predictions.js";
import { save } from "../charts/export.js";

export function Scores() {
  const hits = useStore().hits.value;
  if (!hits.length) return html`<p>Nothing has been predicted yet. “Predict, then reveal” asks the room, or one group after the other.</p>`;
  return html`<div class="row no-print"><button onClick=${() => save("scores.csv", "text/csv", asCsv(hits))}>Save as CSV</button></div>
    <${ScoreTable} hits=${hits} />
    <p class="small">Of votes it counts who was right; of a drawn curve, the months that lie within what half of the runs do.
      A high score is no proof: it says that a group and the model expect the same.</p>`;
}

/** @param {{hits: import("../state/predictions.js").Hit[]}} about */
export function ScoreTable({ hits }) {
  return html`<table class="scores"><caption class="hidden">Predictions that were right, by group</caption>
    <thead><tr><th scope="col">group</th>${hits.map((_, i) => html`<th scope="col">${i + 1}</th>`)}<th scope="col">right</th></tr></thead>
    <tbody>${tableOf(hits).map(({ who, cells, share }) => html`<tr key=${who}><th scope="row">${who}</th>
      ${cells.map((cell) => html`<td>${cell ? `${cell.right} of ${cell.of}` : "–"}</td>`)}<td><b>${Math.round(100 * share)} %</b></td></tr>`)}</tbody></table>
    <ol class="asked">${hits.map((hit) => html`<li>${hit.question}: <b>${hit.answer}</b></li>`)}</ol>`;
}
