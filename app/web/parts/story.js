/** The story behind a curve: which run, its turning points with their causes, in short or in full. */
import { html, useEffect, useRef, useState } from "../vendor/preact.js";
import { useStore } from "../state/store.js";
import { keyOf } from "../state/arms.js";
import { Lane } from "../state/lane.js";

const KINDS = [["typical", "typical"], ["lucky", "lucky"], ["unlucky", "unlucky"], ["ended", "ended early"]];

export function Story() {
  const store = useStore();
  const [full, setFull] = useState(false);
  const lane = useRef(new Lane());
  const track = store.active.value;
  const settled = store.answers.settled(track);
  const asked = store.asked.value;
  const key = `${keyOf(track.arm)} ${JSON.stringify(asked)}`;
  const story = store.story.value;
  useEffect(() => {
    if (!settled || !store.source.story || store.story.peek()?.key === key) return;
    const later = setTimeout(() => store.guard(() => lane.current.ask(async (abort, answered) => {
      store.story.value = { ...(await store.source.story(track.arm, asked, abort)), key };
      answered();
    })), 120);
    return () => clearTimeout(later);
  }, [key, settled]);
  if (!store.source.story) return null;
  const guess = store.predicting.value;
  const secret = store.blank.value || (guess && !guess.revealed);
  return html`<section class="story" aria-label="What happened in this run">
    <div class="panel-head"><h2>${story ? `Run ${story.replicate}, invented history` : "What happened"}</h2>
      <button class="quiet" aria-pressed=${full} onClick=${() => setFull(!full)}>${full ? "in short" : "in full"}</button></div>
    <div class="seg" role="group" aria-label="Which run">${KINDS.map(([which, label]) => html`<button aria-pressed=${asked.which === which}
      onClick=${() => (store.asked.value = { which })}>${label}</button>`)}</div>
    <div class=${`told ${story?.key === key ? "" : "stale"}`} tabindex="0" role="region" aria-label="The story">${secret ? html`<p>Hidden until the answer is shown.</p>` : story ? html`<${Told} story=${story} full=${full} />` : html`<p>…</p>`}</div>
  </section>`;
}

/** @param {{story: any, full: boolean}} about */
function Told({ story, full }) {
  const store = useStore();
  const month = store.month.value;
  const go = (to) => (store.month.value = to);
  const turning = (list, head) => html`<h3>${head}</h3><ol class="turning">${list.map((item) => html`<li class=${item.month === month ? "now" : ""}>
    <button class="quiet" onClick=${() => go(item.month)}>month ${item.month}</button> ${item.sentence ?? item.text}</li>`)}</ol>`;
  const asked = store.asked.value;
  const why = asked.which === "ended" || asked.series === "going"; // whoever asks why one ended wants the reasons first
  const chain = story.chain?.length > 0 && turning(story.chain, "How one thing led to another");
  return html`
    ${why && chain}
    ${story.chosen && html`<p class="chosen">${story.chosen}</p>`}
    ${story.near?.length > 0 && turning(story.near, "Around the month that was clicked")}
    ${full ? html`<${Chronicle} story=${story} go=${go} />` : story.short.map((text) => html`<p>${text}</p>`)}
    ${!why && chain}
    <p class="notice">${story.notice} Not a forecast.</p>`;
}

function Chronicle({ story, go }) {
  return html`<p>${story.opening}</p>
    ${story.years.map((year) => html`<h3>${year.header}</h3>${year.told.map((item) => html`<p><button class="quiet" onClick=${() => go(item.month)}>${item.date}</button> ${item.text}</p>`)}
      ${[year.meanwhile].flat().filter(Boolean).map((text) => html`<p class="small">${text}</p>`)}`)}
    <p>${story.closing}</p>`;
}
