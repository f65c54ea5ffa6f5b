/** A place like yours from five questions. */
import { html, useEffect, useState } from "../vendor/preact.js";
import { useStore } from "../state/store.js";

export function District() {
  const store = useStore();
  const [questions, setQuestions] = useState(/** @type {any[]|null} */ (null));
  const [answers, setAnswers] = useState(/** @type {Record<string, any>} */ ({}));
  const [kind, setKind] = useState("");
  const [made, setMade] = useState(/** @type {any} */ (null));
  useEffect(() => {
    store.guard(async () => setQuestions((await store.source.questions()).questions));
  }, []);
  if (!questions) return html`<p>…</p>`;
  const kinds = store.gallery.value?.groups.find((group) => group.name === "types")?.scenarios ?? [];
  const chosen = kind || (kinds.some((k) => k.name === store.arm.value.scenario) ? store.arm.value.scenario : kinds[0]?.name);
  const make = () => store.guard(async () => setMade(await store.source.district(answers, chosen)));
  /** As a scenario of its own, so that what stands is the district and not the kind it was made from. */
  const open = () => store.guard(async () => {
    const { yaml } = await store.source.yaml(made.arm, made.title);
    await store.open({ yaml });
  });
  const answer = (key, value) => {
    setAnswers({ ...answers, [key]: value });
    setMade(null);
  };
  const all = questions.every((q) => q.key in answers);
  return html`<form class="district" onSubmit=${(e) => { e.preventDefault(); make(); }}>
    ${questions.map((q) => html`<fieldset key=${q.key}><legend>${q.label}</legend>
      ${q.answers.map((a) => html`<label><input type="radio" name=${q.key} checked=${answers[q.key] === a.value} onChange=${() => answer(q.key, a.value)} /> ${a.label}${a.hint && html` <span class="small">${a.hint}</span>`}</label>`)}</fieldset>`)}
    <div class="row"><label>with this kind of partnership <select value=${chosen} onChange=${(e) => { setKind(e.target.value); setMade(null); }}>${kinds.map((k) => html`<option value=${k.name}>${k.title}</option>`)}</select></label>
      <button type="submit" disabled=${!all}>Show my district</button></div>
    ${made && html`<div role="status"><h3>${made.title}</h3>${[made.text].flat().map((t) => html`<p>${t}</p>`)}
      <div class="row"><button type="button" onClick=${open}>Open it</button></div></div>`}
  </form>`;
}
