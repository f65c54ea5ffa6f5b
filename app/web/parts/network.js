/** Who trusts whom at the month on screen, in the run whose story is told; any person can be looked at. */
import { html, useEffect, useMemo, useRef, useState } from "../vendor/preact.js";
import { useStore } from "../state/store.js";
import { Lane } from "../state/lane.js";
import { keyOf } from "../state/arms.js";
import { drawMonth, figure, placesOf, reading } from "../charts/people.js";
import { PEOPLE } from "../charts/looks.js";
import { useSize } from "../charts/size.js";

export function Network() {
  const store = useStore();
  const [answer, setAnswer] = useState(/** @type {any} */ (null));
  const [chosen, setChosen] = useState("");
  const lane = useRef(new Lane());
  const track = store.active.value;
  const replicate = store.replicate.value;
  const ready = store.answers.settled(track) && Boolean(store.story.value);
  const partnership = store.story.value?.partnership;
  const key = `${keyOf(track.arm)} ${replicate} ${partnership}`;
  useEffect(() => {
    if (!ready || !store.source.network || answer?.key === key) return;
    store.guard(() => lane.current.ask(async (abort, answered) => {
      const told = await store.source.network(track.arm, replicate, partnership, abort);
      setAnswer({ ...reading(told), key });
      answered();
    }));
  }, [key, ready]);
  if (!store.source.network) return null;
  const month = store.month.value;
  return html`<section class="network" aria-label="Who trusts whom">
    <div class="panel-head"><h2>Who trusts whom, month ${month}</h2>
      ${answer && html`<span class="small">${answer.stages?.[answer.stage?.[month - 1]] ?? ""}</span>`}</div>
    ${answer ? html`<${Picture} read=${answer} chosen=${chosen} choose=${setChosen} />
      <${Legend} read=${answer} month=${month} />
      <${Person} read=${answer} arm=${track.arm} replicate=${replicate} chosen=${chosen} choose=${setChosen} />` : html`<p class="small">…</p>`}
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
    choose(best && best.far < 16 ? read.posts[best.i].id : "");
  };
  const present = read.posts.filter((post) => read.present(post.id, month)).length;
  return html`<div class="network-box" ref=${box}><canvas ref=${canvas} role="img" onClick=${pick} style=${`width:${width}px;height:${height}px`}
    aria-label=${`${present} of ${read.posts.length} posts are filled in month ${month}; thicker lines mean more trust. Invented history.`}></canvas></div>`;
}

function Legend({ read, month }) {
  const used = useMemo(() => [...new Set(read.posts.map((post) => read.roleOf(post.id, month)))].sort((a, b) => a - b), [read, month]);
  return html`<ul class="people">${used.map((role) => html`<li><${Sign} look=${PEOPLE[role % PEOPLE.length]} />${(read.roles[role] ?? "").replaceAll("_", " ")}</li>`)}
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

/** One person on demand: chosen in the picture or from the list. */
function Person({ read, arm, replicate, chosen, choose }) {
  const store = useStore();
  const [told, setTold] = useState(/** @type {any} */ (null));
  const month = store.month.value;
  useEffect(() => {
    setTold(null);
    if (!chosen) return;
    const control = new AbortController();
    const later = setTimeout(() => store.source.person(arm, replicate, chosen, month, control.signal).then(setTold, () => {}), 150);
    return () => {
      clearTimeout(later);
      control.abort();
    };
  }, [chosen, month, replicate]);
  return html`<div class="person"><label>look at <select value=${chosen} onChange=${(e) => choose(e.target.value)}><option value="">nobody</option>
    ${read.posts.map((post) => html`<option value=${post.id}>${read.names?.[post.id] ?? post.id}</option>`)}</select></label>
    ${told && html`<div class="person-told"><p>${told.text}</p>${told.ties?.length > 0 && html`<p class="small">Trusts most: ${told.ties.slice(0, 3).map((t) => `${t.with} (${Math.round(100 * t.trust)})`).join(", ")}.</p>`}</div>`}</div>`;
}
