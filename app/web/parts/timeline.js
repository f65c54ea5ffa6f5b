/** The month on screen, what strikes and when, and the months playing by. */
import { html, useEffect } from "../vendor/preact.js";
import { useStore } from "../state/store.js";
import { withoutEvent, withEvent, withEventChanged } from "../state/arms.js";
import { date } from "../charts/words.js";
import { useSize } from "../charts/size.js";
import { Pressed } from "./pressed.js";

const SPEEDS = [["slow", 900], ["steady", 400], ["fast", 120]];
/** Milliseconds between pictures for those who asked for less motion. */
const CALM = 1000;

/** How often the picture changes while months play, and by how many: time goes as fast for those who asked for less motion. @param {number} pace of a month [ms] @param {boolean} calm */
export const beatOf = (pace, calm) => (calm ? { beat: Math.max(CALM, pace), stride: Math.max(1, Math.round(CALM / pace)) } : { beat: pace, stride: 1 });

export function Timeline() {
  const store = useStore();
  const months = store.stage.value.months;
  const month = store.month.value;
  const go = (to) => (store.month.value = Math.max(1, Math.min(months, to)));
  return html`<section class="timeline" aria-label="Timeline">
    <${Buttons} />
    <div class="line">
      <${Player} go=${go} />
      <div class="rail">
        <input data-lm-suppress-shortcuts="true" type="range" min="1" max=${months} step="1" value=${month} style=${`--at:${(100 * (month - 1)) / (months - 1)}%`} aria-label="Month"
          aria-valuetext=${date(month)} onInput=${(e) => go(Number(e.target.value))} />
        <${Marks} months=${months} go=${go} />
      </div>
    </div>
  </section>`;
}

function Player({ go }) {
  const store = useStore();
  const playing = store.playing.value;
  const pace = store.pace.value;
  const months = store.stage.value.months;
  useEffect(() => {
    if (!playing) return;
    const { beat, stride } = beatOf(Number(SPEEDS[pace][1]), matchMedia("(prefers-reduced-motion: reduce)").matches);
    const clock = setInterval(() => {
      if (store.month.peek() >= months) store.playing.value = false;
      else go(store.month.peek() + stride);
    }, beat);
    return () => clearInterval(clock);
  }, [playing, pace, months]);
  const play = () => {
    if (!playing && store.month.value >= months) go(1);
    store.playing.value = !playing;
  };
  return html`<div class="player">
    <button onClick=${play} aria-keyshortcuts="Space" class="play">${playing ? "❚❚ Pause" : "▶ Play"}</button>
    <button aria-label="A month back" onClick=${() => go(store.month.value - 1)}>◀</button>
    <button aria-label="A month on" onClick=${() => go(store.month.value + 1)}>▶</button>
    <select data-lm-suppress-shortcuts="true" aria-label="Speed" value=${pace} onChange=${(e) => (store.pace.value = Number(e.target.value))}>${SPEEDS.map(([name], i) => html`<option value=${i}>${name}</option>`)}</select>
    <div class="now">month <b>${store.month.value}</b> of ${months}</div>
  </div>`;
}

/** What can be made to happen at the month on screen; what would move nothing here says why. */
function Buttons() {
  const store = useStore();
  const month = store.month.value;
  const press = (event) => {
    const there = store.arm.value.events.some((e) => e.do === event.do && e.month === (event.keys.month ?? store.month.value));
    if (there) return store.tell(`${event.label} is there already in this month`);
    const size = event.sized && !("value" in event.keys) ? { value: event.sized.default } : {};
    store.change(withEvent(store.arm.value, { month: store.month.value, do: event.do, ...event.keys, ...size }), `${event.label} in month ${store.month.value}`);
  };
  return html`<div class="presses"><span class="presses-head">${store.source.kind === "atlas" ? "Press:" : html`In month <b>${month}</b>:`}</span>
    ${staged(store.stage.value.events).map((event) => html`<button key=${event.do + event.label} class="press" data-event=${event.do} title=${event.moves === false ? `${event.hint} ${event.reason}` : event.hint}
      onClick=${() => press(event)}>${event.label}${event.keys.month ? `, month ${event.keys.month}` : ""}</button>`)}
    <${Others} press=${press} />
    <${Pressed} remove=${(i) => store.change(withoutEvent(store.arm.value, i), "took an event away")}
      change=${(i, changes) => store.change(withEventChanged(store.arm.value, i, changes), "changed an event")} />
  </div>`;
}

/** Buttons that fit into one row of a small projector. */
const BUTTONS = 7;
const staged = (events) => events.filter((event) => event.on_stage !== false).slice(0, BUTTONS);

/** Events that are seldom asked for. */
function Others({ press }) {
  const store = useStore();
  const near = staged(store.stage.value.events);
  const others = store.stage.value.events.filter((event) => !near.includes(event));
  const choose = (e) => {
    const event = others[Number(e.target.value)];
    e.target.value = "";
    if (event) press(event);
  };
  if (!others.length) return null;
  return html`<select data-lm-suppress-shortcuts="true" aria-label="Other events" onChange=${choose}><option value="">other …</option>
    ${others.map((event, i) => html`<option value=${i} title=${event.hint}>${event.label}</option>`)}</select>`;
}

/** Events of the scenario (locked), of the room, and turning points of the run on screen, without covering each other. */
function Marks({ months, go }) {
  const store = useStore();
  const [rail, width] = useSize();
  const stage = store.stage.value;
  const name = (event) => stage.events.find((e) => e.do === event.do)?.label ?? event.do.replaceAll("_", " ");
  const marks = [
    ...store.arm.value.events.filter((e) => e.month).map((e) => ({ month: e.month, text: name(e), kind: "room" })),
    ...stage.own_events.map((e) => ({ month: e.month, text: e.text, kind: "locked" })),
    ...(store.blank.value ? [] : store.story.value?.marks ?? []).map((e) => ({ month: e.month, text: e.text, kind: "told" })),
  ];
  const taken = /** @type {[number, number][]} */ ([]);
  const placed = marks.map((mark) => {
    const at = (100 * (mark.month - 1)) / (months - 1);
    const wide = (100 * Math.min(170, 24 + mark.text.length * 7)) / (width || 1000);
    const side = at < wide / 2 ? "first" : at > 100 - wide / 2 ? "last" : ""; // a name stays within the rail
    const [from, to] = side === "first" ? [at, at + wide] : side === "last" ? [at - wide, at] : [at - wide / 2, at + wide / 2];
    const free = taken.every(([a, b]) => to < a || from > b);
    if (free) taken.push([from, to]);
    return { ...mark, at, free, side };
  });
  return html`<ol class="marks" ref=${rail}>${placed.map((mark) => html`<li class=${`${mark.kind} ${mark.side}`} style=${`left:${mark.at}%`}>
    <button title=${`Month ${mark.month}: ${mark.text}`} aria-label=${`Month ${mark.month}: ${mark.text}${mark.kind === "locked" ? " (the scenario's own)" : ""}`}
      onClick=${() => go(mark.month)}><i></i>${mark.free && html`<span>${mark.kind === "locked" ? "◆ " : ""}${mark.text}</span>`}</button></li>`)}</ol>`;
}
