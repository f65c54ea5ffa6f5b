/** The keyboard, for who stands in front of a room. */
import { goToStep } from "../parts/notes.js";

/** What each key does, as it is told. */
export const KEYS = [
  ["Space", "play or pause the months"],
  [", and .", "a month back, a month on"],
  ["A", "pin what is on the sliders and go on with the next letter"],
  ["D", "together or difference"],
  ["W", "what if our numbers are wrong"],
  ["P", "one chart for the back row; again for the next chart"],
  ["B", "hide the answer, show the answer"],
  ["N", "the next step that was prepared"],
  ["G", "gallery"],
  ["Ctrl Z, Ctrl Shift Z", "undo, redo"],
  ["?", "these keys"],
  ["Escape", "close what is open"],
];

/** @param {import("./store.js").Store} store @param {EventTarget} [target] where keys are listened to */
export function listen(store, target = document) {
  const act = (/** @type {any} */ event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target?.tagName) && event.target.type !== "range" && event.target.type !== "checkbox";
    if (event.key === "Escape" && store.present.value >= 0) store.present.value = -1;
    if (typing || store.panel.value || !store.stage.value || event.altKey) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key.toLowerCase() !== "z") return;
      if (event.shiftKey) store.history.redo();
      else store.history.undo();
      return event.preventDefault();
    }
    const button = event.target?.tagName === "BUTTON";
    const months = store.stage.value.months;
    const acts = {
      " ": () => !button && (store.playing.value = !store.playing.value),
      ",": () => (store.month.value = Math.max(1, store.month.value - 1)),
      ".": () => (store.month.value = Math.min(months, store.month.value + 1)),
      a: () => store.pin(),
      d: () => (store.compared.value = store.compared.value === "together" ? "difference" : "together"),
      w: () => store.source.doubt && (store.doubting.value = !store.doubting.value),
      p: () => (store.present.value = (store.present.value + 1) % store.charts.value.length),
      b: () => (store.blank.value = !store.blank.value),
      n: () => goToStep(store, store.step.value + 1),
      g: () => (store.panel.value = "gallery"),
      "?": () => (store.panel.value = "keys"),
    };
    const found = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!found || (event.key === " " && button)) return;
    found();
    event.preventDefault();
  };
  target.addEventListener("keydown", act);
  return () => target.removeEventListener("keydown", act);
}
