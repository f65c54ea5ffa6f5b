/** What is run: a scenario with some values and events of its own. Everything here returns a new arm. */

/** @typedef {import("./types.js").Arm} Arm */

/** @param {string} scenario @returns {Arm} */
export const armOf = (scenario) => ({ scenario, values: {}, events: [] });

/** The arm as its scenario stands: without a value or an event of the room. @param {Arm} arm @returns {Arm} */
export const asItStands = (arm) => ({ ...arm, values: {}, events: [] });

/** Whether the room has changed nothing. @param {Arm} arm */
export const isUntouched = (arm) => Object.keys(arm.values).length === 0 && arm.events.length === 0;

/**
 * A value moved; a value that is the scenario's own is left out, so that equal arms look equal.
 * @param {Arm} arm @param {string} name @param {number|string} value @param {number|string} own @returns {Arm}
 */
export function withValue(arm, name, value, own) {
  const values = { ...arm.values };
  if (value === own) delete values[name];
  else values[name] = value;
  return { ...arm, values };
}

/** @param {Arm} arm @param {import("./types.js").PressedEvent} event @returns {Arm} */
export const withEvent = (arm, event) => ({ ...arm, events: sorted([...arm.events, event]) });

/** @param {Arm} arm @param {number} index @returns {Arm} */
export const withoutEvent = (arm, index) => ({ ...arm, events: arm.events.filter((_, i) => i !== index) });

/** @param {Arm} arm @param {number} index @param {object} changes @returns {Arm} */
export const withEventChanged = (arm, index, changes) => ({
  ...arm,
  events: sorted(arm.events.map((event, i) => (i === index ? { ...event, ...changes } : event))),
});

/** A step of a prepared sequence: its values and events are laid over an arm. @param {Arm} arm @param {any} patch */
export const patched = (arm, patch) => ({
  ...arm,
  ...patch,
  values: { ...arm.values, ...(patch.values ?? {}) },
  events: sorted([...arm.events, ...(patch.events ?? [])]),
});

/** The same text for the same arm, whatever the order in which it was changed. @param {Arm} arm */
export const keyOf = (arm) => JSON.stringify(ordered(arm));

const sorted = (events) => [...events].sort((a, b) => (a.month ?? 0) - (b.month ?? 0));

function ordered(value) {
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, ordered(value[key])]));
}
