/** The questionnaire: members answer one after the other, by role; nobody's name is asked. */
import { html } from "../vendor/preact.js";
import { useStore } from "../state/store.js";
import { QUICK, likes } from "../state/assessment.js";
import { save } from "../charts/export.js";

export function Form({ asked }) {
  const store = useStore();
  const own = store.assessment;
  const form = own.form.value;
  const kinds = likes(store);
  const known = kinds.some((kind) => kind.name === form.scenario);
  const add = () => own.add(asked.roles);
  const tried = (/** @type {() => Promise<void>} */ job) => async () => {
    own.problem.value = null;
    await job().catch((problem) => (own.problem.value = problem));
  };
  const open = (event) => tried(async () => {
    const files = [...event.target.files];
    if (!files.length) return;
    const opened = [];
    for (const file of files) opened.push(await store.source.formOpen(await file.text()));
    event.target.value = "";
    own.take(opened.map((one) => one.form));
    store.tell(opened.map((one) => one.told).filter(Boolean).join(" ") || `opened ${files.length === 1 ? files[0].name : `${files.length} forms`}`);
  })();
  const keep = tried(async () => {
    const { yaml, file } = await store.source.formSave(own.form.value);
    save(file, "application/yaml", yaml);
  });
  const show = (event) => {
    event.preventDefault();
    own.ask(store.source, QUICK);
  };
  return html`<form class="assess" onSubmit=${show}>
    <p>Everybody answers alone: 1 is not at all true, 5 wholly true. Nobody's name is asked, and the answers leave this page only
      to be computed on this machine; nothing is kept when it is closed, unless you save the form. Whoever is alone in a role
      can be recognised by it; the role “other” hides that.</p>
    <div class="row"><label>what you call it <input data-lm-suppress-shortcuts="true" type="text" size="24" maxlength="120" value=${form.title} onInput=${(e) => own.change({ title: e.target.value })} /></label>
      <label>otherwise like <select data-lm-suppress-shortcuts="true" value=${form.scenario} onChange=${(e) => own.change({ scenario: e.target.value })}>
        ${kinds.map((kind) => html`<option value=${kind.name}>${kind.title}</option>`)}${!known && html`<option value=${form.scenario}>${form.scenario}</option>`}</select></label></div>
    <div class="row"><label>open forms <input data-lm-suppress-shortcuts="true" type="file" accept=".yaml,.yml" multiple onChange=${open} /></label>
      <button type="button" onClick=${keep}>Save the form</button>
      <span class="small">The same file as that of <code>rpp assess</code>.</span></div>
    <${Problems} problem=${own.problem.value} />
    <div class="row" role="group" aria-label="Members">${form.members.map((member, i) => html`<button type="button" class="seg-on" aria-pressed=${i === own.at.value} onClick=${() => (own.at.value = i)}>${i + 1} ${labelOf(asked, member.role)}, ${Object.keys(member.answers).length} of ${count(asked)}</button>`)}
      <button type="button" onClick=${add} disabled=${form.members.length >= asked.members}>Add a member</button></div>
    <div class="row"><label>member ${own.at.value + 1} answers as <select data-lm-suppress-shortcuts="true" value=${own.member.role} onChange=${(e) => own.say({ role: e.target.value })}>${asked.roles.map((role) => html`<option value=${role.name}>${role.label}</option>`)}</select></label>
      <button type="button" onClick=${() => own.remove()} disabled=${form.members.length < 2}>Take this member away</button></div>
    ${asked.parts.map((part) => html`<section key=${part.label}><h3>${part.label}</h3>${part.questions.map((q) => html`<${Question} key=${q.name} q=${q} asked=${asked} />`)}</section>`)}
    <div class="row assess-foot"><button type="button" onClick=${add} disabled=${form.members.length >= asked.members}>Next member</button>
      <button type="submit" class="go">Show what follows</button>
      ${own.share.value < 100 && html`<span role="status" class="small">looking at the answers …</span>`}</div>
  </form>`;
}

const labelOf = (asked, role) => asked.roles.find((r) => r.name === role)?.label ?? role;
const count = (asked) => asked.parts.reduce((sum, part) => sum + part.questions.length, 0);

function Question({ q, asked }) {
  const own = useStore().assessment;
  const answer = own.member.answers[q.name] ?? null;
  const numbers = Array.from({ length: asked.highest - asked.lowest + 1 }, (_, i) => asked.lowest + i);
  const choices = [...numbers.map((n) => [n, String(n)]), [asked.do_not_know, asked.do_not_know], [null, "no answer"]];
  return html`<fieldset class="question"><legend>${q.asks} <span class="small">1: ${q.one}; 5: ${q.five}</span></legend>
    <div class="choices">${choices.map(([value, label]) => html`<label class=${`choice ${value === null ? "none" : ""}`}><input data-lm-suppress-shortcuts="true" type="radio" name=${`${own.at.value}-${q.name}`} checked=${answer === value} onChange=${() => own.answer(q.name, value)} /> ${label}</label>`)}</div>
  </fieldset>`;
}

function Problems({ problem }) {
  if (!problem) return null;
  return html`<div role="alert" class="problems"><p>${problem.message}</p>
    ${Boolean(problem.problems?.length) && html`<ul>${problem.problems.map((p) => html`<li>${p.line ? `line ${p.line}: ` : ""}${p.name && html`<b>${p.name}</b>: `}${p.message} ${p.hint}</li>`)}</ul>`}</div>`;
}
