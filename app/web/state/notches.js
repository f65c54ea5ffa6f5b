/** Where a slider stands and what that is worth: even steps, steps of equal ratio, or choices. */

/** @typedef {import("./types.js").Slider} Slider */

/** @param {Slider} slider */
export function notchesOf(slider) {
  if (slider.choices) return slider.choices.length - 1;
  if (slider.log && slider.low > 0) return 40;
  return Math.max(1, Math.round((slider.high - slider.low) / (slider.step || (slider.high - slider.low) / 100)));
}

/** @param {Slider} slider @param {number} notch @returns {number|string} */
export function valueAt(slider, notch) {
  if (slider.choices) return slider.choices[notch];
  const share = notch / notchesOf(slider);
  if (slider.log && slider.low > 0) return tidy(slider, slider.low * (slider.high / slider.low) ** share);
  return tidy(slider, slider.low + share * (slider.high - slider.low));
}

/** @param {Slider} slider @param {number|string} value @returns {number} from 0 to the number of notches, not rounded */
export function notchOf(slider, value) {
  if (slider.choices) return Math.max(0, slider.choices.indexOf(String(value)));
  const number = Number(value);
  const notches = notchesOf(slider);
  const share =
    slider.log && slider.low > 0
      ? Math.log(number / slider.low) / Math.log(slider.high / slider.low)
      : (number - slider.low) / (slider.high - slider.low);
  return Math.max(0, Math.min(notches, share * notches));
}

/** Named levels catch the slider that comes near. @param {Slider} slider @param {number|string} value @returns {number|string} */
export function caught(slider, value) {
  if (typeof value === "string") return value;
  const own = typeof slider.value === "number" ? [slider.value] : [];
  const known = [...slider.levels.map((level) => level.value), ...own];
  const near = known.find((at) => Math.abs(notchOf(slider, at) - notchOf(slider, value)) < 0.5);
  return near ?? value;
}

function tidy(slider, value) {
  if (slider.integer) return Math.round(value);
  return Number(value.toPrecision(4));
}
