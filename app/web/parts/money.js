/** What the moves cost beside the scenario as it stands; what could be given back; and both with the same money. */
import { batch, html, useEffect, useRef, useState } from "../vendor/preact.js";
import { useStore } from "../state/store.js";
import { asItStands, isUntouched, keyOf, withValue } from "../state/arms.js";
import { Lane } from "../state/lane.js";
import { dollars } from "../charts/words.js";

export function Money() {
  const store = useStore();
  const [meter, setMeter] = useState(/** @type {any} */ (null));
  const [open, setOpen] = useState(false);
  const [told, setTold] = useState("");
  const lane = useRef(new Lane());
  const arm = store.arm.value;
  const base = store.pinned.value[0]?.arm ?? asItStands(arm);
  const key = `${keyOf(arm)} ${keyOf(base)}`;
  useEffect(() => {
    if (!store.source.money) return;
    lane.current.ask(async (abort, answered) => {
      setMeter(await store.source.money(arm, base, abort));
      answered();
    }).catch(() => setMeter(null));
  }, [key]);
  if (!meter) return null;
  const width = Math.max(0, Math.min(100, 60 * (1 + (meter.share ?? 0))));
  const back = (line) => store.change(withValue(arm, line.name, line.from, store.slider(line.name)?.value ?? line.from), `gave back: ${line.label}`);
  return html`<section class="money" aria-label="Money">
    <div class="money-head"><b>Money a year</b>
      <span class=${meter.over ? "over" : ""}>${meter.same || Math.abs(meter.difference) < 1 ? "the same" : `${dollars(Math.abs(meter.difference))} ${meter.difference > 0 ? "more" : "less"}`}</span>
      <button class="quiet" aria-expanded=${open} onClick=${() => setOpen(!open)}>prices</button></div>
    <div class="money-row"><div class="meter" role="img" aria-label=${meter.text}><i style=${`width:${width}%`} class=${meter.over ? "over" : ""}></i><span class="mark" style="left:60%" title="what the first grant pays in a year"></span></div>
      <${SameMoney} arm=${arm} base=${base} tell=${setTold} /></div>
    ${told && html`<p class="small" role="status">${told}</p>`}
    ${open && html`<div class="prices"><p class="small">${meter.text}</p><ul>
      ${meter.lines.map((line) => html`<li><b>${line.label}</b> ${line.text} <button class="quiet" onClick=${() => back(line)}>give back</button></li>`)}
      ${!meter.lines.length && html`<li class="small">Nothing with a price has been moved. The price of each lever stands behind its “i”.</li>`}</ul></div>`}
  </section>`;
}

/** One switch: whichever side takes less is given the difference, so that both take the same. */
function SameMoney({ arm, base, tell }) {
  const store = useStore();
  const [on, setOn] = useState(false);
  const lane = useRef(new Lane());
  const done = useRef("");
  const key = `${keyOf(arm)} ${keyOf(base)}`;
  useEffect(() => {
    if (!on || isUntouched(arm) || done.current === key) return;
    tell("looking for the same money …");
    const later = setTimeout(() => lane.current.ask((abort) => store.source.sameMoney(arm, base, (line) => {
      if (line.kind === "found") take(line);
    }, abort)).catch((problem) => tell(problem.message)), 300);
    return () => clearTimeout(later);
  }, [on, key]);
  const take = ({ given, value, text }) => {
    const letters = { A: "the scenario as it stands", B: "yours" };
    tell(store.pinned.peek().length ? text : text.replace(/^([AB])\b/, (letter) => letters[letter]));
    if (given === null) return void (done.current = key);
    const next = (old) => ({ ...old, values: { ...old.values, ...value } });
    batch(() => {
      if (given === 1) {
        done.current = `${keyOf(next(arm))} ${keyOf(base)}`;
        return store.change(next(arm), `with the same money: ${text}`);
      }
      done.current = `${keyOf(arm)} ${keyOf(next(base))}`;
      const rest = store.pinned.value.slice(1);
      store.pinned.value = [{ label: `${store.pinned.value[0]?.label ?? "as it stands"}, same money`, arm: next(base) }, ...rest];
      store.commit(`with the same money: ${text}`);
    });
  };
  return html`<label class="switch"><input data-lm-suppress-shortcuts="true" type="checkbox" role="switch" checked=${on} onChange=${(e) => { setOn(e.target.checked); tell(""); }} /> with the same money</label>`;
}
