/** People of one partnership in one month on a canvas: posts by role, ties by trust, leavers fading. */
import { PEOPLE } from "./looks.js";

/** Months that a leaver stays in sight. */
const FADING = 3;

/** What an answer holds of every month, ready to be looked up. @param {any} answer */
export function reading(answer) {
  const at = (coded, month) => {
    let value = 0;
    for (const [from, what] of coded ?? []) if (from <= month) value = what;
      else break;
    return value;
  };
  return {
    ...answer,
    present: (post, month) => at(answer.in_post[post], month) !== 0,
    roleOf: (post, month) => at(answer.role[post], month),
    trustOf: (tie, month) => (answer.trust[month - 1]?.[tie] ?? 0) / 100,
    leftAgo(post, month) {
      const left = (answer.departures[post] ?? []).filter((m) => m <= month);
      return left.length ? month - left[left.length - 1] : Infinity;
    },
  };
}

/** Where posts stand in pixels. @param {any} read @param {number} width @param {number} height */
export function placesOf(read, width, height) {
  const edge = 16;
  return read.posts.map((post) => {
    const [x, y] = read.layout[post.id];
    return [edge + x * (width - 2 * edge), edge + y * (height - 2 * edge)];
  });
}

/**
 * Draws one month.
 * @param {CanvasRenderingContext2D} context @param {any} read @param {number} month
 * @param {{width: number, height: number, chosen?: string, scale?: number}} about
 */
export function drawMonth(context, read, month, { width, height, chosen, scale = 1 }) {
  const places = placesOf(read, width, height);
  context.clearRect(0, 0, width, height);
  context.lineCap = "round";
  for (let tie = 0; tie < read.ties.length; tie += 1) {
    const [a, b] = read.ties[tie];
    const trust = read.trustOf(tie, month);
    if (trust <= 0.02) continue;
    const mine = chosen === undefined || chosen === "" || read.posts[a].id === chosen || read.posts[b].id === chosen;
    context.globalAlpha = mine ? 0.15 + 0.6 * trust : 0.05;
    context.strokeStyle = "#475569";
    context.lineWidth = scale * (0.4 + 4.2 * trust * trust);
    context.beginPath();
    context.moveTo(places[a][0], places[a][1]);
    context.lineTo(places[b][0], places[b][1]);
    context.stroke();
  }
  read.posts.forEach((post, i) => {
    const ago = read.leftAgo(post.id, month);
    const present = read.present(post.id, month);
    const [x, y] = places[i];
    const look = PEOPLE[read.roleOf(post.id, month) % PEOPLE.length];
    if (present) figure(context, look, x, y, scale * 6.5, 1, post.id === chosen);
    if (ago <= FADING) ring(context, x, y, scale * (8 + 3 * ago), 1 - ago / (FADING + 1));
    if (!present) figure(context, { colour: "#e5e7eb", shape: "ring" }, x, y, scale * 5, 0.9, post.id === chosen);
  });
  context.globalAlpha = 1;
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
