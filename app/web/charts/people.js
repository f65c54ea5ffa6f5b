/** People of one partnership in one month on a canvas: posts by role, ties by trust, leavers fading. */
import { PEOPLE } from "./looks.js";

/** Months that a leaver stays in sight. */
const FADING = 3;

/** What an answer holds of every month, ready to be looked up; posts, ties and schools by their number. @param {any} answer */
export function reading(answer) {
  const at = (coded, month) => {
    let value = 0;
    for (const [from, what] of coded ?? []) {
      if (from > month) break;
      value = what;
    }
    return value;
  };
  const tiesOf = answer.posts.map(() => /** @type {number[]} */ ([]));
  answer.ties.forEach(([a, b], tie) => {
    tiesOf[a].push(tie);
    tiesOf[b].push(tie);
  });
  return {
    ...answer,
    tiesOf,
    present: (post, month) => at(answer.in_post[post], month) !== 0,
    roleOf: (post, month) => at(answer.role[post], month),
    usesIt: (post, month) => at(answer.use[post], month) > 0,
    trustOf: (tie, month) => (answer.trust[month - 1]?.[tie] ?? 0) / 100,
    /** Whether a post has ties then: a seat at the table may pass to another. */
    seated: (post, month) => tiesOf[post].some((tie) => answer.trust[month - 1]?.[tie] != null),
    /** Months since somebody left this post, and since the present person came. */
    leftAgo(post, month) {
      const left = (answer.departures[post] ?? []).filter((m) => m + 1 <= month);
      return left.length ? month - left[left.length - 1] - 1 : Infinity;
    },
    since(post, month) {
      const come = (answer.in_post[post] ?? []).filter(([from, there]) => from <= month && there);
      const left = (answer.departures[post] ?? []).filter((m) => m + 1 <= month).map((m) => m + 2);
      return Math.max(1, ...come.map(([from]) => from), ...left);
    },
  };
}

/** A post in words: who is in it, since when, whom they trust. @param {any} read @param {number} post @param {number} month */
export function describe(read, post, month) {
  const { id } = read.posts[post];
  const role = read.roles[read.roleOf(post, month)] ?? "person";
  const left = (read.departures[post] ?? []).map((m) => m + 1);
  const gone = left.filter((m) => m <= month);
  const came = read.since(post, month);
  const use = read.usesIt(post, month) ? " Uses the new practice." : "";
  const now = read.present(post, month) ? `${role} ${id}, here ${came <= 1 ? "from the start" : `since month ${came}`}${read.seated(post, month) ? ", at the table" : ""}.${use}` : `${role} ${id}: the post is empty.`;
  const trusted = read.tiesOf[post]
    .map((tie) => ({ trust: read.trustOf(tie, month), other: read.ties[tie][0] === post ? read.ties[tie][1] : read.ties[tie][0] }))
    .filter((tie) => tie.trust > 0)
    .sort((a, b) => b.trust - a.trust)
    .map((tie) => `${read.roles[read.roleOf(tie.other, month)] ?? "person"} ${read.posts[tie.other].id} (${Math.round(100 * tie.trust)} of 100)`);
  return { now, trusted, gone };
}

/** Where posts stand in pixels. @param {any} read @param {number} width @param {number} height */
export function placesOf(read, width, height) {
  return read.posts.map(({ xy }) => (xy ? [EDGE + xy[0] * (width - 2 * EDGE), EDGE + xy[1] * (height - 2 * EDGE)] : [-99, -99]));
}

const EDGE = 10;

/**
 * Draws one month.
 * @param {CanvasRenderingContext2D} context @param {any} read @param {number} month
 * @param {{width: number, height: number, chosen: number, scale?: number}} about
 */
export function drawMonth(context, read, month, { width, height, chosen, scale = 1 }) {
  const places = placesOf(read, width, height);
  context.clearRect(0, 0, width, height);
  drawSchools(context, read, width, height);
  context.lineCap = "round";
  for (let tie = 0; tie < read.ties.length; tie += 1) {
    const [a, b] = read.ties[tie];
    const trust = read.trustOf(tie, month);
    if (trust <= 0.02) continue;
    const mine = chosen < 0 || a === chosen || b === chosen;
    context.globalAlpha = mine ? 0.1 + 0.6 * trust * trust : 0.04;
    context.strokeStyle = chosen >= 0 && mine ? "#111827" : "#475569";
    context.lineWidth = scale * (0.3 + 4 * trust * trust * trust);
    context.beginPath();
    context.moveTo(places[a][0], places[a][1]);
    context.lineTo(places[b][0], places[b][1]);
    context.stroke();
  }
  read.posts.forEach((_, i) => drawPost(context, read, i, month, places[i], read.seated(i, month) ? scale : scale * 0.42, i === chosen));
  context.globalAlpha = 1;
}

function drawPost(context, read, post, month, [x, y], scale, chosen) {
  const ago = read.leftAgo(post, month);
  const look = PEOPLE[read.roleOf(post, month) % PEOPLE.length];
  if (!read.present(post, month)) figure(context, { colour: "#ffffff", shape: "ring" }, x, y, scale * 4.5, 0.8, chosen);
  else if (read.seated(post, month) || read.usesIt(post, month)) figure(context, look, x, y, scale * 6.5, 1, chosen);
  else figure(context, { ...look, colour: "#cfd5dd" }, x, y, scale * 6, 1, chosen);
  if (ago <= FADING && read.seated(post, month)) ring(context, x, y, scale * (8 + 3 * ago), 1 - ago / (FADING + 1));
}

function drawSchools(context, read, width, height) {
  context.globalAlpha = 1;
  context.fillStyle = "#f3f5f8";
  context.strokeStyle = "#d1d5db";
  context.lineWidth = 1;
  for (const { xy, size } of (read.schools ?? []).filter((school) => school.xy)) {
    const [x, y] = xy;
    context.beginPath();
    context.rect(EDGE + x * (width - 2 * EDGE) - 4, EDGE + y * (height - 2 * EDGE) - 4, size * (width - 2 * EDGE) + 8, size * (height - 2 * EDGE) + 8);
    context.fill();
    context.stroke();
  }
}

/** Somebody has just left. */
function ring(context, x, y, size, alpha) {
  context.globalAlpha = alpha;
  context.strokeStyle = "#b04500";
  context.lineWidth = 2;
  context.setLineDash([3, 3]);
  context.beginPath();
  context.arc(x, y, size, 0, 2 * Math.PI);
  context.stroke();
  context.setLineDash([]);
}

/** @param {CanvasRenderingContext2D} context @param {{colour: string, shape: string}} look */
export function figure(context, look, x, y, size, alpha, chosen) {
  context.globalAlpha = alpha;
  context.fillStyle = look.shape === "ring" ? "#ffffff" : look.colour;
  context.strokeStyle = chosen ? "#111827" : look.shape === "ring" ? "#6b7280" : "#ffffff";
  context.lineWidth = chosen ? 3 : 1.2;
  context.beginPath();
  const at = (points) => points.forEach(([dx, dy], i) => context[i ? "lineTo" : "moveTo"](x + dx * size, y + dy * size));
  if (look.shape === "triangle") at([[0, -1.1], [1, 0.8], [-1, 0.8]]);
  else if (look.shape === "down") at([[0, 1.1], [1, -0.8], [-1, -0.8]]);
  else if (look.shape === "square") at([[-0.85, -0.85], [0.85, -0.85], [0.85, 0.85], [-0.85, 0.85]]);
  else if (look.shape === "diamond") at([[0, -1.15], [1.15, 0], [0, 1.15], [-1.15, 0]]);
  else if (look.shape === "cross") at([[-0.35, -1], [0.35, -1], [0.35, -0.35], [1, -0.35], [1, 0.35], [0.35, 0.35], [0.35, 1], [-0.35, 1], [-0.35, 0.35], [-1, 0.35], [-1, -0.35], [-0.35, -0.35]]);
  else context.arc(x, y, size, 0, 2 * Math.PI);
  context.closePath();
  context.fill();
  context.stroke();
}
