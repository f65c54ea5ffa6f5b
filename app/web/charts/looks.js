/** How each scenario is drawn everywhere: colour, dash and letter, which can be distinguished in grey too. */

/** @typedef {{colour: string, dash: string, width: number}} Look */

/** @type {Record<string, Look>} Colours of Okabe and Ito, darkened until text in them has a contrast of 4.5 on white. */
export const LOOKS = {
  base: { colour: "#4b5563", dash: "2 4", width: 2 },
  A: { colour: "#0067a5", dash: "", width: 2.5 },
  B: { colour: "#b04500", dash: "8 4", width: 2.5 },
  C: { colour: "#00755a", dash: "10 3 2 3", width: 2.5 },
  D: { colour: "#8a3f7a", dash: "3 2", width: 2.5 },
};
export const LETTERS = ["A", "B", "C", "D"];

/** Shape and colour of people by the order of their role: district, schools, researchers, teachers, coordinators. */
export const PEOPLE = [
  { colour: "#d55e00", shape: "triangle" },
  { colour: "#e69f00", shape: "triangle" },
  { colour: "#e69f00", shape: "square" },
  { colour: "#8c6d1f", shape: "down" },
  { colour: "#56b4e9", shape: "diamond" },
  { colour: "#009e73", shape: "diamond" },
  { colour: "#009e73", shape: "square" },
  { colour: "#56b4e9", shape: "down" },
  { colour: "#0072b2", shape: "circle" },
  { colour: "#cc79a7", shape: "cross" },
];

/** Fill of the stages of a partnership, from light to dark with the ended ones hollow. */
export const STAGES = [
  { colour: "#d1d5db", mark: "dot" },
  { colour: "#8ecae6", mark: "half" },
  { colour: "#0067a5", mark: "full" },
  { colour: "#e0a030", mark: "bar" },
  { colour: "#ffffff", mark: "cross" },
];

/** Which letter is which, for pictures that stand alone. @param {import("../state/types.js").Track[]} tracks */
export const legendOf = (tracks) => tracks.map((track) => ({ text: `${track.id === "base" ? "○" : track.id} ${track.label}`, ...track.look }));
