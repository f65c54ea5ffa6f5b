/** A place like yours from five questions. */
import { html, useEffect, useState } from "../vendor/preact.js";
import { useStore } from "../state/store.js";

/** What is put into the district where the scenario on screen is of no type. */
const ORDINARY = "baseline";

export function District() {
  const store = useStore();
  const [questions, setQuestions] = useState(/** @type {any[]|null} */ (null));
  const [answers, setAnswers] = useState(/** @type {Record<string, any>} */ ({}));
  const [kind, setKind] = useState("");
  const [made, setMade] = useState(/** @type {any} */ (null));
  const types = store.gallery.value?.groups.find((group) => group.name === "types")?.scenarios ?? [];
  const kinds = [{ name: ORDINARY, title: "Ordinary, as in the baseline" }, ...types];
  const own = store.stage.value?.lineage.find((name) => types.some((k) => k.name === name));
  const chosen = kind || own || ORDINARY;
  useEffect(() => {
    store.guard(async () => {
      const asked = (await store.source.questions()).questions;
      setQuestions(asked);
      setAnswers(Object.fromEntries(asked.map((q) => [q.key, q.answers[Math.floor(q.answers.length / 2)].value])));
    });
  }, []);
  useEffect(() => {
    let late = false;
    if (questions) store.guard(async () => {
      const found = await store.source.district(answers, chosen);
      if (!late) setMade(found);
    });
    return () => {
      late = true;
    };
  }, [answers, chosen, questions]);
  if (!questions) return html`<p>…</p>`;
  /** As a scenario of its own, so that what stands is the district and not the kind it was made from. */
  const open = (event) => {
    event.preventDefault();
    store.guard(async () => {
      const { arm, title } = await store.source.district(answers, chosen);
      await store.open({ yaml: (await store.source.yaml(arm, title)).yaml });
    });
  };
  return html`<form class="district" onSubmit=${open}>
    ${questions.map((q) => html`<fieldset key=${q.key}><legend>${q.label}</legend>
      ${q.answers.map((a) => html`<label><input data-lm-suppress-shortcuts="true" type="radio" name=${q.key} checked=${answers[q.key] === a.value} onChange=${() => setAnswers({ ...answers, [q.key]: a.value })} /> ${a.label}${a.hint && html` <span class="small">${a.hint}</span>`}</label>`)}</fieldset>`)}
    <div class="row"><label>with this kind of partnership <select data-lm-suppress-shortcuts="true" value=${chosen} onChange=${(e) => setKind(e.target.value)}>${kinds.map((k) => html`<option value=${k.name}>${k.title}</option>`)}</select></label>
      <button type="submit" class="go">Show my district</button></div>
    <p role="status" class="small">${made && [made.text].flat().join(" ")}</p>
  </form>`;
}
