/** The whole state in the address, so that a link restores it; nothing of it is kept by the engine. */

/** @param {import("./store.js").Store} store */
export function linkOf(store) {
  const state = {
    arm: store.arm.value, pinned: store.pinned.value, charts: store.charts.value, month: store.month.value,
    audience: store.audience.value, compared: store.compared.value,
  };
  const address = new URL(location.href);
  address.hash = `s=${encode(state)}`;
  return address.href;
}

/** What a link restores, or null where it is none of ours. @param {string} hash */
export function stateOf(hash) {
  const found = /^#s=(.+)$/.exec(hash);
  if (!found) return null;
  try {
    const { arm, ...rest } = JSON.parse(decode(found[1]));
    const known = ["pinned", "charts", "month", "audience", "compared"];
    const restored = Object.fromEntries(Object.entries(rest).filter(([name]) => known.includes(name)));
    return arm && typeof arm === "object" ? { arm, restored } : null;
  } catch {
    return null;
  }
}

const encode = (state) =>
  btoa(String.fromCodePoint(...new TextEncoder().encode(JSON.stringify(state))))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const decode = (text) =>
  new TextDecoder().decode(Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.codePointAt(0) ?? 0));
