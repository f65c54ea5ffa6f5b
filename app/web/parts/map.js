/** The mechanisms as a picture, and the way from what was moved to what has changed, each step measured. */
import { html, useEffect, useRef, useState } from "../vendor/preact.js";
import { useStore } from "../state/store.js";
import { useSize } from "../charts/size.js";

export function CausalMap() {
  const store = useStore();
  const stage = store.stage.value;
  const [map, setMap] = useState(/** @type {any} */ (null));
  const [lines, setLines] = useState(/** @type {any[]} */ ([]));
  const [outcome, setOutcome] = useState(stage.default_headlines[0]);
  const [busy, setBusy] = useState(false);
  const flight = useRef(/** @type {AbortController|null} */ (null));
  useEffect(() => {
    store.guard(async () => setMap(await store.source.map(store.arm.value)));
    return () => flight.current?.abort();
  }, []);
  const measure = () => {
    flight.current?.abort();
    flight.current = new AbortController();
    setLines([]);
    setBusy(true);
    const each = (line) => setLines((old) => [...old, line]);
    store.guard(() => store.source.path(store.arm.value, outcome, each, /** @type {AbortController} */ (flight.current).signal)).then(() => setBusy(false));
  };
  const arm = store.arm.value;
  const changed = Object.keys(arm.values).length + arm.events.length > 0;
  const told = (kind) => lines.filter((line) => line.kind === kind);
  const lit = told("lit")[0]?.edges ?? told("path")[0]?.edges ?? [];
  const steps = told("step");
  const choose = (event) => {
    setOutcome(event.target.value);
    setLines([]);
  };
  return html`<div class="map">
    <div class="row"><label>towards <select data-lm-suppress-shortcuts="true" value=${outcome} onChange=${choose}>${stage.headlines.filter((h) => !map || map.outcomes[h.name]).map((h) => html`<option value=${h.name}>${h.noun} ${h.under}</option>`)}</select></label>
      <button onClick=${measure} disabled=${!changed || busy}>Light the way and measure each step</button>
      ${!changed && html`<span class="small">Move a lever first: the way from it to the outcome is lit then.</span>`}
      ${busy && html`<span class="small" role="status">each step is switched off in turn and everything run again …</span>`}
      ${told("effect").map((line) => html`<b role="status">${line.text}${line.clear ? "" : ": within what chance explains"}</b>`)}</div>
    ${map ? html`<${Picture} map=${map} lit=${new Set(lit)} start=${told("path")[0]?.start ?? []} />` : html`<p>…</p>`}
    <p class="small">Solid: more leads to more. Dashed: more leads to less. Lit: the way from what was moved to the outcome${steps.length > 0 ? "; each step was measured by switching it off and running again" : ""}.</p>
    ${steps.length > 0 && html`<h3>How much each step carries in this scenario</h3><ul class="steps-measured">${steps.map((step) => html`<li key=${step.edge}>
      <span class="bar"><i style=${`width:${Math.min(100, Math.abs(step.share ?? 0) * 100)}%`}></i></span><span>${step.words}: <b>${step.text}</b></span></li>`)}</ul>`}
    <p class="notice">${stage.notice} Not a forecast.</p>
  </div>`;
}

/** Four columns of boxes side by side [pixels]; where there is less room, the map is moved sideways. */
const NARROWEST = 640;

function Picture({ map, lit, start }) {
  const [box, room, height] = useSize();
  const width = Math.max(NARROWEST, room);
  const way = map.edges.filter((edge) => lit.has(edge.id));
  const on = new Set([...start, ...way.flatMap((edge) => [edge.from, edge.to])]);
  const at = Object.fromEntries(map.nodes.map((n) => [n.id, [76 + ((n.x - 0.14) / 0.74) * (width - 152), 24 + n.y * (height - 48)]]));
  const dim = lit.size > 0;
  return html`<div class="map-box" ref=${box} ...${room < width ? { tabindex: 0, role: "region", "aria-label": "The map, wider than the window" } : {}}>${room > 0 && html`<svg width=${width} height=${height} role="img" aria-label=${`${map.nodes.length} parts and ${map.edges.length} influences${dim ? `; lit: ${way.map((edge) => edge.words).join("; ")}` : ""}`}>
    <defs>${["#64748b", "#b04500"].map((c, i) => html`<marker id=${`arrow${i}`} viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill=${c} /></marker>`)}</defs>
    ${map.edges.map((edge) => at[edge.from] && at[edge.to] && html`<${Edge} edge=${edge} from=${at[edge.from]} to=${at[edge.to]} lit=${lit.has(edge.id)} dim=${dim} />`)}
    ${map.nodes.map((node) => html`<g key=${node.id} opacity=${dim && !on.has(node.id) ? 0.35 : 1}><title>${node.words ?? node.label}</title>
      <${Box} node=${node} x=${at[node.id][0]} y=${at[node.id][1]} lit=${on.has(node.id)} /></g>`)}
  </svg>`}</div>`;
}

function Edge({ edge, from, to, lit, dim }) {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const long = Math.hypot(dx, dy) || 1;
  const end = [to[0] - (dx / long) * Math.min(long / 2, Math.abs(dx) > Math.abs(dy) * 2 ? 75 : 24), to[1] - (dy / long) * Math.min(long / 2, 20)];
  const bend = [(from[0] + to[0]) / 2 - dy * 0.1, (from[1] + to[1]) / 2 + dx * 0.1];
  return html`<path d=${`M${from} Q${bend} ${end}`} fill="none" stroke=${lit ? "#b04500" : "#64748b"} stroke-width=${lit ? 4 : 1.2} opacity=${lit ? 1 : dim ? 0.2 : 0.55}
    stroke-dasharray=${edge.sign < 0 ? "5 4" : ""} marker-end=${`url(#arrow${lit ? 1 : 0})`}><title>${edge.words}</title></path>`;
}

function Box({ node, x, y, lit }) {
  const words = lines(node.label, 18);
  const [w, h] = [146, 11 + 16 * words.length];
  return html`<rect x=${x - w / 2} y=${y - h / 2} width=${w} height=${h} rx="6" fill=${node.x > 0.8 ? "#fdeee4" : "#ffffff"} stroke=${lit ? "#b04500" : "#475569"} stroke-width=${lit ? 3 : 1} />
    ${words.map((line, i) => html`<text x=${x} y=${y - h / 2 + 18 + 16 * i} text-anchor="middle" font-size="14" fill="#111827">${line}</text>`)}`;
}

function lines(text, wide) {
  const out = [""];
  for (const word of text.split(" ")) {
    if (out[out.length - 1] && `${out[out.length - 1]} ${word}`.length > wide) out.push(word);
    else out[out.length - 1] = `${out[out.length - 1]} ${word}`.trim();
  }
  return out;
}
