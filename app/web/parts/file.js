/** What is on the sliders as a scenario file, and back. */
import { html, useState } from "../vendor/preact.js";
import { useStore } from "../state/store.js";
import { save } from "../charts/export.js";

export function File_() {
  const store = useStore();
  const [title, setTitle] = useState(store.stage.value ? `${store.stage.value.title}, our own` : "");
  const [problems, setProblems] = useState(/** @type {any} */ (null));
  const keep = () => store.guard(async () => {
    const { yaml, file } = await store.source.yaml(store.arm.value, title);
    save(file, "application/yaml", yaml);
  });
  const open = async (event) => {
    const file = event.target.files[0];
    if (!file) return;
    try {
      const { arm } = await store.source.open(await file.text());
      setProblems(null);
      await store.open(arm);
    } catch (problem) {
      setProblems(problem);
    }
    event.target.value = "";
  };
  return html`<div>
    ${store.stage.value && html`<h3>Save</h3><p>A file in the project's own format: it can be opened here or run with <code>rpp run FILE</code>.</p>
      <div class="row"><label>title <input data-lm-suppress-shortcuts="true" type="text" size="34" value=${title} onInput=${(e) => setTitle(e.target.value)} /></label><button onClick=${keep}>Save as YAML</button></div>`}
    <h3>Open</h3><label>a scenario file <input data-lm-suppress-shortcuts="true" type="file" accept=".yaml,.yml" onChange=${open} /></label>
    ${problems && html`<div role="alert" class="problems"><p>${problems.message}</p><ul>${(problems.problems ?? []).map((p) => html`<li>${p.name && html`<b>${p.name}</b>: `}${p.message} ${p.hint}</li>`)}</ul></div>`}
  </div>`;
}
