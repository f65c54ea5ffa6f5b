/** Curves of one scenario: fan over chance, some real runs, the middle. */
import { html } from "../vendor/preact.js";
import { bandOf, pathOf } from "./shapes.js";

/**
 * @param {{answer: import("../state/types.js").SeriesAnswer, look: import("./looks.js").Look, frame: any,
 *   fan: "full"|"half"|"none", runs: boolean, faded?: boolean}} about
 */
export function Curves({ answer, look, frame, fan, runs, faded }) {
  const { x, y } = frame;
  const thick = Math.max(1, frame.size / 15);
  const share = answer.kind === "share";
  const outer = share ? [answer.low, answer.high] : [answer.p5, answer.p95];
  return html`<g opacity=${faded ? 0.45 : 1}>
    ${fan === "full" && outer[0] && html`<path d=${bandOf(outer[0], outer[1], x, y)} fill=${look.colour} opacity=${share ? 0.2 : 0.12} />`}
    ${fan !== "none" && answer.p25 && html`<path d=${bandOf(answer.p25, answer.p75, x, y)} fill=${look.colour} opacity=${fan === "half" ? 0.12 : 0.2} />`}
    ${runs && answer.runs.map((run) => html`<path key=${run.replicate} d=${pathOf(run.values, x, y)} fill="none"
      stroke=${look.colour} stroke-width=${thick} opacity="0.38" data-run=${run.replicate} />`)}
    <path class="middle" d=${pathOf(answer.p50, x, y)} fill="none" stroke=${look.colour} stroke-width=${look.width * thick}
      stroke-dasharray=${look.dash} stroke-linejoin="round" />
  </g>`;
}

/** The fan over uncertain numbers: only its edge, so that the one over chance stays visible. */
export function Doubt({ answer, frame }) {
  if (!answer) return null;
  const { x, y } = frame;
  const [low, high] = answer.kind === "share" ? [answer.low, answer.high] : [answer.p5, answer.p95];
  return html`<g class="doubt">
    <path d=${bandOf(low, high, x, y)} fill="url(#doubt)" stroke="none" />
    ${[low, high].map((edge) => html`<path d=${pathOf(edge, x, y)} fill="none" stroke="#111827" stroke-width="1.2" stroke-dasharray="1 3" />`)}
    <path d=${pathOf(answer.p50, x, y)} fill="none" stroke="#111827" stroke-width="1.6" stroke-dasharray="6 3" />
  </g>`;
}

/** One run on top of the rest; of the share still going, only the month in which it ended. */
export function Course({ values, frame, kind, ended }) {
  if (kind === "share") {
    return ended ? html`<g class="course" stroke="#111827" stroke-width="2"><path d=${`M${frame.x(ended)} ${frame.box.bottom}v-12m-4 -4l8 8m0 -8l-8 8`} /></g>` : null;
  }
  if (!values) return null;
  const d = pathOf(values, frame.x, frame.y);
  return html`<g class="course" fill="none" stroke-linejoin="round">
    <path d=${d} stroke="#ffffff" stroke-width="5" opacity="0.85" /><path d=${d} stroke="#111827" stroke-width="2" />
  </g>`;
}

/** B minus A: the mean of pairs and its 95 % interval. */
export function Difference({ answer, look, frame }) {
  const { x, y } = frame;
  return html`<g>
    <path d=${bandOf(answer.low, answer.high, x, y)} fill=${look.colour} opacity="0.2" />
    <path d=${pathOf(answer.mean, x, y)} fill="none" stroke=${look.colour} stroke-width=${look.width} stroke-dasharray=${look.dash} />
  </g>`;
}
