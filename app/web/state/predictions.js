/** What groups of a room predicted, how much of it was right, and the table of a debrief. Nothing here draws. */

/** Whoever is asked where no group is named. */
export const ROOM = "the room";

/**
 * @typedef {{who: string, right: number, of: number}} Score  of votes, or of months of a drawn curve
 * @typedef {{question: string, answer: string, unit: string, scores: Score[]}} Hit
 */

/** A prediction and what became of it, as one line. @param {Hit} hit */
export function inWords({ question, answer, unit, scores }) {
  const told = scores.map(({ who, right, of }) => `${who === ROOM ? "" : `${who} `}${right} of ${of} ${unit}`);
  return `${question}: ${answer}${told.length ? `; right: ${told.join(", ")}` : ""}`;
}

/**
 * How many months of a drawn curve lie within what half of the runs do; the range of nine in ten would forgive nearly all.
 * @param {(number|null|undefined)[]} values @param {any} answer @returns {{right: number, of: number}|null}
 */
export function withinRange(values, answer) {
  if (!answer) return null;
  const [low, high] = [answer.p25 ?? answer.low, answer.p75 ?? answer.high];
  const isKnown = (x) => typeof x === "number";
  const drawn = Array.from(values, (value, i) => [value, low[i], high[i]]).filter((three) => three.every(isKnown));
  return drawn.length ? { right: drawn.filter(([value, a, b]) => value >= a && value <= b).length, of: drawn.length } : null;
}

/**
 * Groups by questions, who was right most often first; a group's share is the mean over what it was asked.
 * @param {Hit[]} hits
 */
export function tableOf(hits) {
  const groups = [...new Set(hits.flatMap((hit) => hit.scores.map((score) => score.who)))];
  const rows = groups.map((who) => {
    const cells = hits.map((hit) => hit.scores.find((score) => score.who === who) ?? null);
    const asked = cells.filter((cell) => cell !== null);
    return { who, cells, share: asked.reduce((sum, { right, of }) => sum + right / of, 0) / asked.length };
  });
  return rows.sort((a, b) => b.share - a.share);
}

/** The same as CSV: one line for each group and question. @param {Hit[]} hits */
export function asCsv(hits) {
  const quoted = (value) => `"${String(value).replaceAll('"', '""')}"`;
  const lines = hits.flatMap((hit) => hit.scores.map(({ who, right, of }) => [quoted(who), quoted(hit.question), quoted(hit.answer), right, of, hit.unit].join(",")));
  return ["group,question,answer,right,of,unit", ...lines].join("\n") + "\n";
}
