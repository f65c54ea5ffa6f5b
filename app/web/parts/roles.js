/** Groups that own levers: each sees its own and proposes moves, which the facilitator takes on or not. */
import { html } from "../vendor/preact.js";
import { useStore } from "../state/store.js";
import { levelOf } from "../charts/words.js";
import { keyOf } from "../state/arms.js";

/** Names of the levers of the group that is speaking, or null where everybody is. */
export function leversOf(store) {
  return store.stage.value?.roles.find((role) => role.role === store.role.value)?.levers ?? null;
}

export function Roles() {
  const store = useStore();
  const stage = store.stage.value;
  const owned = (role) => role.levers.some((name) => [...stage.sliders, ...stage.more].some((s) => s.name === name));
  const roles = stage.roles.filter(owned);
  const choose = (event) => {
    store.role.value = event.target.value;
  };
  return html`<label class="role"><span class="hidden">Whose levers</span>
    <select data-lm-suppress-shortcuts="true" value=${store.role.value} onChange=${choose}>
      <option value="">everybody</option>
      ${roles.map((role) => html`<option value=${role.role}>${role.label}</option>`)}
    </select></label>
    ${store.role.value && html`<button onClick=${() => propose(store)}>Propose this move</button>`}
    ${store.proposals.value.length > 0 && html`<button onClick=${() => (store.panel.value = "proposals")}>Proposals (${store.proposals.value.length})</button>`}`;
}

/** What the speaking group has moved becomes a proposal; the sliders go back. */
function propose(store) {
  const mine = leversOf(store) ?? [];
  const arm = store.arm.value;
  const values = Object.fromEntries(Object.entries(arm.values).filter(([name]) => mine.includes(name)));
  if (!Object.keys(values).length) return;
  const label = store.stage.value?.roles.find((role) => role.role === store.role.value)?.label;
  store.proposals.value = [...store.proposals.value, { label, values }];
  const rest = Object.fromEntries(Object.entries(arm.values).filter(([name]) => !mine.includes(name)));
  store.change({ ...arm, values: rest }, `${label} proposes ${inWords(store, values)}`);
}

const inWords = (store, values) =>
  Object.entries(values).map(([name, value]) => `${store.slider(name)?.label ?? name}: ${levelOf(value, store.slider(name))}`).join("; ");

export function Proposals() {
  const store = useStore();
  const take = (proposals, words) => {
    const values = Object.assign({}, ...proposals.map((p) => p.values));
    store.change({ ...store.arm.value, values: { ...store.arm.value.values, ...values } }, words);
    store.proposals.value = store.proposals.value.filter((p) => !proposals.includes(p));
  };
  const all = store.proposals.value;
  return html`<div>
    <p>Each group has proposed a move with the levers that it owns. Take them on one by one, or together.</p>
    <ul class="proposals">${all.map((proposal) => html`<li key=${keyOf(proposal)}>
      <b>${proposal.label}</b>: ${inWords(store, proposal.values)}
      <button onClick=${() => take([proposal], `took on what ${proposal.label} proposed`)}>Take on</button>
      <button class="quiet" onClick=${() => (store.proposals.value = all.filter((p) => p !== proposal))}>Set aside</button></li>`)}</ul>
    ${all.length > 1 && html`<button onClick=${() => take(all, "took on all proposals")}>Take on all</button>`}
    ${all.length === 0 && html`<p>No proposal is open.</p>`}
  </div>`;
}
