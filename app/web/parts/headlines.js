/** Three numbers in people and months, what the comparison says, and a hundred partnerships like this one. */
import { html } from "../vendor/preact.js";
import { useStore } from "../state/store.js";
import { STAGES } from "../charts/looks.js";

export function Headlines() {
  const store = useStore();
  const shown = store.answers.shown.value;
  const active = store.active.value;
  const answer = shown[active?.id];
  const guess = store.predicting.value;
  const secret = store.blank.value || (guess && !guess.revealed);
  const first = store.reference.value;
  const other = first && first.id !== active.id ? shown[first.id] : null;
  if (!answer) return html`<section class="headlines" aria-label="In short"></section>`;
  return html`<section class="headlines" aria-label="In short" aria-busy=${!store.answers.settled(active)}>
    ${answer.headlines.map((line) => html`<${Number_} key=${line.name} line=${line} secret=${secret} letter=${active.id}
      other=${other?.headlines.find((o) => o.name === line.name)} otherId=${first.id} />`)}
    <${Icons} answer=${answer} secret=${secret} />
  </section>
  <${Sentence} />`;
}

function Number_({ line, other, otherId, secret, letter }) {
  const store = useStore();
  return html`<div class="headline">
    <p class="big"><span class=${`ink-${letter}`}>${secret ? "?" : line.text}</span>
      ${other && html` <span class=${`versus ink-${otherId}`} title=${`${otherId === "base" ? "as it stands" : otherId}: ${other.text}`}>${otherId === "base" ? "○" : otherId} ${/^\S+ of \d+/.exec(other.text)?.[0] ?? other.text}</span>`}</p>
    <p class="under">${store.chart(line.name) ? line.under : store.words(line.name, line.under)}</p>
    ${line.range && !secret && html`<p class="range" title=${line.range}>${line.range}</p>`}
  </div>`;
}

/** What pairs with the same seeds say. */
function Sentence() {
  const store = useStore();
  const told = store.answers.comparison.value;
  const guess = store.predicting.value;
  if (store.blank.value || (guess && !guess.revealed)) return null;
  const last = told ? told.ids.length - 1 : 0;
  const pair = told?.pairs.find((p) => p.first === 0 && p.second === last);
  const stale = !store.answers.settled(store.active.value);
  const shown = store.answers.shown.value[store.active.value.id];
  const took = store.answers.took.value;
  return html`<p class=${`sentence ${stale ? "stale" : ""}`} role="status">
    ${pair ? html`<b>${pair.sentence}</b>` : "Move a lever: every curve is computed anew, and the scenario as it stands stays on screen."}
    <span class="worlds" data-worlds=${shown?.worlds ?? 0} data-first=${Math.round(took.first)} data-whole=${Math.round(took.whole)}>${shown ? `${shown.worlds}${shown.worlds < shown.of ? ` of ${shown.of}` : ""} partnerships` : "…"}</span></p>`;
}

/** Of a hundred partnerships like this, how many are where at the month on screen. */
export function Icons({ answer, secret }) {
  const store = useStore();
  const names = store.stage.value?.stages ?? [];
  const month = Math.min(store.month.value, answer.stages[0]?.length ?? 1);
  const counts = share(answer.stages.map((row) => row[month - 1] ?? 0), 100);
  const marks = secret ? [] : counts.flatMap((n, stage) => Array(n).fill(stage));
  const told = names.map((name, i) => (counts[i] ? `${counts[i]} ${name}` : "")).filter(Boolean).join(", ");
  return html`<div class="headline icons">
    <svg viewBox="0 0 200 50" role="img" aria-label=${`Of 100 partnerships like this, in month ${month}: ${secret ? "hidden" : told}`}>
      ${marks.map((stage, i) => html`<${Mark} x=${5 + 10 * (i % 20)} y=${5 + 10 * Math.floor(i / 20)} look=${STAGES[stage] ?? STAGES[0]} />`)}</svg>
    <p class="under">of 100 partnerships like this, month ${month}</p>
    <p class="range">${secret ? "?" : told}</p>
  </div>`;
}

function Mark({ x, y, look }) {
  if (look.mark === "cross") {
    return html`<path d="M${x - 2.6} ${y - 2.6}l5.2 5.2m0 -5.2l-5.2 5.2" stroke="#4b5563" stroke-width="1.4" />`;
  }
  return html`<circle cx=${x} cy=${y} r="3.8" fill=${look.colour} stroke="#374151" stroke-width="0.8" />
    ${look.mark === "bar" && html`<rect x=${x - 3.8} y=${y - 0.9} width="7.6" height="1.8" fill="#374151" />`}
    ${look.mark === "half" && html`<path d="M${x} ${y - 3.8}a3.8 3.8 0 0 1 0 7.6z" fill="#0067a5" />`}`;
}

/** Numbers that add up to a hundred, by largest remainder. */
export function share(counts, total) {
  const sum = counts.reduce((a, b) => a + b, 0) || 1;
  const exact = counts.map((n) => (n * total) / sum);
  const whole = exact.map(Math.floor);
  const left = total - whole.reduce((a, b) => a + b, 0);
  const order = exact.map((n, i) => [n - whole[i], i]).sort((a, b) => b[0] - a[0]);
  for (let i = 0; i < left && counts.some(Boolean); i += 1) whole[order[i][1]] += 1;
  return whole;
}
