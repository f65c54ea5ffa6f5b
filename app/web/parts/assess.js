/** Partners assess their own partnership: first they answer, then they see what follows. */
import { html, useEffect, useState } from "../vendor/preact.js";
import { likes } from "../state/assessment.js";
import { useStore } from "../state/store.js";
import { Assessed } from "./assessed.js";
import { Form } from "./form.js";

export function Assess() {
  const store = useStore();
  const own = store.assessment;
  const [asked, setAsked] = useState(/** @type {any} */ (null));
  useEffect(() => {
    store.guard(async () => {
      const questionnaire = await store.source.questionnaire();
      if (!own.form.value.members.length) {
        own.change({ scenario: likeOnScreen(store) });
        own.add(questionnaire.roles);
      }
      setAsked(questionnaire);
    });
    return () => own.stop();
  }, []);
  if (!asked) return html`<p>…</p>`;
  return own.found.value ? html`<${Assessed} found=${own.found.value} />` : html`<${Form} asked=${asked} />`;
}

/** The scenario on screen, or the kind that it is of. @param {import("../state/store.js").Store} store */
function likeOnScreen(store) {
  const names = likes(store).map((s) => s.name);
  const stage = store.stage.value;
  return [stage?.scenario, ...(stage?.lineage ?? []).toReversed()].find((name) => names.includes(name)) ?? "baseline";
}
