/** What partners' answers say of their partnership, as far as it is computed. */
import { html } from "../vendor/preact.js";
import { useStore } from "../state/store.js";
import { FULL } from "../state/assessment.js";
import { Strips } from "../charts/strip.js";

export function Assessed({ found }) {
  const store = useStore();
  const own = store.assessment;
  const { said, foreseen, helps } = found;
  const busy = own.share.value < 100;
  const back = () => {
    own.stop();
    own.found.value = null;
  };
  return html`<div class="assess" aria-busy=${busy}>
    <div class="row"><button onClick=${back}>Back to the answers</button>
      <button onClick=${() => openOwn(store, said.own)}>Open it on the main screen</button>
      ${!busy && foreseen?.draws < foreseen?.most_draws && html`<button onClick=${() => own.ask(store.source, foreseen.most_draws)}>Look again with ${foreseen.most_draws} draws${foreseen.most_draws === FULL ? ", as the command does" : ", as many as there is time for"}</button>`}
      ${busy && html`<label class="small">computing <progress max="100" value=${own.share.value}></progress></label>`}
      <span class="hidden" role="status">${busy ? "computing" : "all is computed"}</span></div>
    <p><b>${said.not_a_forecast}</b> <span class="notice">${said.notice} It is no grade either; use it to find out what to talk about.</span></p>
    ${helps && html`<${Told} head="In short" lines=${helps.in_short} />`}
    <p>${said.who}</p>
    <${Told} head="Agreement" lines=${said.agreement} />
    <details><summary>Every question, those with the greatest differences first</summary><${Strips} label="Answers by question" from=${1} to=${5} rows=${said.questions.map((q) => ({ ...reach(q), label: q.asks, text: q.mean === null ? q.verdict : `${ends(q)}; ${q.verdict}` }))} /></details>
    <${Told} head="Balance" lines=${said.balance} />
    <${Strips} label="Mean answers by part" from=${1} to=${5} rows=${said.parts.map((part) => ({ ...reach(part), label: part.label, text: ends(part) }))} />
    <p class="small">Mark: mean of roles, each counting the same. Line: from the lowest role to the highest.</p>
    <h3>How long it is likely to last</h3>
    ${foreseen ? html`<${Lines} lines=${foreseen.outlook} />
      <${Strips} label="Partnerships that go on" from=${0} to=${100} rows=${foreseen.going.map(going)} />
      <p class="small">Mark: of 100 partnerships that answer so, how many go on. Line: 95 % interval.</p>` : html`<p>…</p>`}
    <h3>What would help most at the same money</h3>
    ${helps ? html`<${Lines} lines=${helps.helps} />${helps.best.length > 0 && html`<${Best} best=${helps.best} />`}` : html`<p>…</p>`}
    ${foreseen && html`<${Told} head="What the answers cannot tell" lines=${foreseen.cannot_tell} />`}
    <p class="small">${said.made.replace(/@\w+/, "")}. <code>rpp assess</code> with the saved form gives the same from 100 draws, as a report with its tables.</p>
  </div>`;
}

/** The partnership as its members see it: a scenario of its own, from which levers move. */
const openOwn = (store, own) => store.guard(() => store.open({ values: {}, events: [], ...own }));

const Lines = ({ lines }) => html`<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
const Told = ({ head, lines }) => html`<section><h3>${head}</h3><${Lines} lines=${lines} /></section>`;

const score = (value) => (value === null ? "–" : value.toFixed(1));
const reach = ({ mean, lowest, highest }) => ({ value: mean, low: lowest, high: highest });

function ends({ mean, lowest, highest, lowest_role, highest_role }) {
  if (mean === null) return "nobody knows";
  if (!lowest_role || lowest_role === highest_role) return score(mean);
  return `${score(mean)}: ${lowest_role} ${score(lowest)}, ${highest_role} ${score(highest)}`;
}

const of100 = (share) => Math.round(100 * share);

function going(row) {
  const interval = row.going_low === null ? "" : ` (${of100(row.going_low)} to ${of100(row.going_high)})`;
  return {
    label: row.month % 12 ? `after ${row.month} months` : `after ${row.month / 12} ${row.month === 12 ? "year" : "years"}`,
    text: `${of100(row.going)}${interval} go on, ${of100(row.done)} have done their work, ${of100(row.failed)} have failed`,
    value: 100 * row.going, low: row.going_low === null ? null : 100 * row.going_low, high: row.going_high === null ? null : 100 * row.going_high,
  };
}

/** Changes beside changing nothing, in months, on a scale that holds them all. */
function Best({ best }) {
  const far = Math.max(...best.flatMap((row) => [row.low, row.high, row.difference].filter((x) => x !== null).map(Math.abs)));
  const to = Math.max(5, 5 * Math.ceil(far / 5));
  return html`<${Strips} label="What the best changes bring" from=${-to} to=${to} zero=${true} rows=${best.map((row) => ({
    label: row.change, value: row.difference, low: row.low, high: row.high, open: !row.clear,
    text: `${months(row.difference)}${row.low === null ? "" : ` (${months(row.low)} to ${months(row.high)})`} months${row.clear ? "" : ", may be chance"}`,
  }))} /><p class="small">Months more or less before it fails than without the change, at the same money, with 95 % intervals; open: may be chance.</p>`;
}

const months = (value) => `${value > 0.5 ? "+" : ""}${Math.round(value)}`.replace("-", "−");
