/** Who trusts whom at the month on screen, in the run whose story is told; any person can be looked at. */
import { html, useEffect, useMemo, useRef, useState } from "../vendor/preact.js";
import { useStore } from "../state/store.js";
import { Lane } from "../state/lane.js";
import { keyOf } from "../state/arms.js";
import { describe, drawMonth, figure, placesOf, reading } from "../charts/people.js";
import { PEOPLE } from "../charts/looks.js";
import { useSize } from "../charts/size.js";

export function Network() {
  const store = useStore();
  const [answer, setAnswer] = useState(/** @type {any} */ (null));
  const [chosen, setChosen] = useState(-1);
  const lane = useRef(new Lane());
  const track = store.active.value;
  const replicate = store.replicate.value;
  const ready = store.answers.settled(track) && Boolean(store.story.value);
  const partnership = store.story.value?.partnership;
  const key = `${keyOf(track.arm)} ${replicate} ${partnership}`;
  useEffect(() => setAnswer(null), [track.arm.scenario, track.arm.yaml]);
  useEffect(() => {
    if (!ready || !store.source.network || answer?.key === key) return;
    store.guard(() => lane.current.ask(async (abort, answered) => {
      const told = await store.source.network(track.arm, replicate, partnership, abort);
      setAnswer(told ? { ...reading(told), key } : null);
      answered();
    }));
  }, [key, ready]);
  if (!store.source.network) return null;
  const month = store.month.value;
  return html`<section class="network" aria-label="Who trusts whom">
    <div class="panel-head"><h2>Who trusts whom</h2>
      ${answer && html`<${Chooser} read=${answer} chosen=${chosen} choose=${setChosen} />`}</div>
    ${answer ? html`<${Picture} read=${answer} chosen=${chosen} choose=${setChosen} />
      <${Legend} read=${answer} month=${month} />
      <${Person} read=${answer} chosen=${chosen} />` : html`<p class="small">…</p>`}
  </section>`;
}

function Picture({ read, chosen, choose }) {
  const store = useStore();
  const [box, width, height] = useSize();
  const canvas = useRef(/** @type {HTMLCanvasElement|null} */ (null));
  const month = store.month.value;
  useEffect(() => {
    const element = canvas.current;
    if (!element || !width) return;
    const started = performance.now();
    const ratio = devicePixelRatio || 1;
    if (element.width !== Math.round(width * ratio)) element.width = Math.round(width * ratio);
    if (element.height !== Math.round(height * ratio)) element.height = Math.round(height * ratio);
    const context = /** @type {CanvasRenderingContext2D} */ (element.getContext("2d"));
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawMonth(context, read, month, { width, height, chosen, scale: Math.max(0.7, Math.min(1.4, width / 340)) });
    element.dataset.milliseconds = (performance.now() - started).toFixed(1);
  }, [read, month, width, height, chosen]);
  const pick = (event) => {
    const place = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
    const off = placesOf(read, width, height).map(([x, y], i) => ({ i, far: Math.hypot(x - event.clientX + place.left, y - event.clientY + place.top) }));
    const best = off.sort((a, b) => a.far - b.far)[0];
    choose(best && best.far < 16 ? best.i : -1);
  };
  const table = read.posts.map((_, i) => i).filter((i) => read.seated(i, month));
  const present = table.filter((i) => read.present(i, month)).length;
  return html`<div class="network-box" ref=${box}><canvas ref=${canvas} role="img" onClick=${pick} style=${`width:${width}px;height:${height}px`}
    aria-label=${`${present} of ${table.length} posts at the table are filled in month ${month}; thicker lines mean more trust. Invented history.`}></canvas></div>`;
}

function Legend({ read, month }) {
  const used = useMemo(() => [...new Set(read.posts.map((_, i) => read.roleOf(i, month)))].sort((a, b) => a - b), [read, month]);
  return html`<ul class="people">${used.map((role) => html`<li><${Sign} look=${PEOPLE[role % PEOPLE.length]} />${read.roles[role] ?? ""}</li>`)}
    <li><svg width="16" height="16" aria-hidden="true"><circle cx="8" cy="8" r="6" fill="none" stroke="#b04500" stroke-width="2" stroke-dasharray="3 3" /></svg>has just left</li></ul>`;
}

function Sign({ look }) {
  const canvas = useRef(/** @type {HTMLCanvasElement|null} */ (null));
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context) return;
    context.clearRect(0, 0, 32, 32);
    figure(context, look, 16, 16, 11, 1, false);
  }, [look]);
  return html`<canvas ref=${canvas} width="32" height="32" style="width:16px;height:16px" aria-hidden="true"></canvas>`;
}

/** One person on demand: chosen in the picture or from this list. */
function Chooser({ read, chosen, choose }) {
  const month = useStore().month.value;
  return html`<select data-lm-suppress-shortcuts="true" class="chooser" aria-label="Look at one person" value=${chosen} onChange=${(e) => choose(Number(e.target.value))}><option value="-1">look at …</option>
    ${read.posts.map((post, i) => (read.seated(i, month) || i === chosen) && html`<option value=${i}>${read.roles[read.roleOf(i, month)]} ${post.id}</option>`)}</select>`;
}

function Person({ read, chosen }) {
  const month = useStore().month.value;
  if (chosen < 0) return null;
  const told = describe(read, chosen, month);
  return html`<div class="person-told" role="status"><p>${told.now}${told.gone.length > 0 && ` Others left this post in month ${told.gone.join(", ")}.`}</p>
    ${told.trusted.length > 0 && html`<p class="small">Trust: ${told.trusted.slice(0, 3).join("; ")}.</p>`}</div>`;
}
