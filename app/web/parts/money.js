/** What the moves cost, against the scenario as it stands; and the same moves with the same money. */
import { html, useEffect, useRef, useState } from "../vendor/preact.js";
import { useStore } from "../state/store.js";
import { asItStands, isUntouched, keyOf } from "../state/arms.js";
import { Lane } from "../state/lane.js";
import { dollars } from "../charts/words.js";

export function Money() {
  const store = useStore();
  const [meter, setMeter] = useState(/** @type {any} */ (null));
  const [open, setOpen] = useState(false);
  const [same, setSame] = useState(false);
  const [give, setGive] = useState("");
  const [told, setTold] = useState("");
  const lane = useRef(new Lane());
  const trade = useRef(new Lane());
  const arm = store.arm.value;
  const base = store.pinned.value[0]?.arm ?? asItStands(arm);
  const key = `${keyOf(arm)} ${keyOf(base)}`;
  useEffect(() => {
    lane.current.ask(async (abort, answered) => {
      setMeter(await store.source.money(arm, base, abort));
      answered();
    }).catch(() => setMeter(null));
  }, [key]);
  const kept = useRef("");
  useEffect(() => {
    if (!same || !give || isUntouched(arm) || kept.current === key) return;
    const later = setTimeout(() => trade.current.ask((abort) => store.source.sameMoney(arm, base, give, (line) => {
      if (line.kind !== "found") return;
      kept.current = `${keyOf(line.arm)} ${keyOf(base)}`;
      setTold(line.text);
      store.change(line.arm, `with the same money: ${line.text}`);
    }, abort)).catch((problem) => setTold(problem.message)), 350);
    return () => clearTimeout(later);
  }, [same, give, key]);
  if (!meter) return null;
  const payable = store.stage.value?.sliders.concat(store.stage.value.more).filter((s) => s.cost_a_year || meter.lines.some((l) => l.name === s.name)) ?? [];
  const share = meter.base > 0 ? meter.total / meter.base : 1;
  const flip = (event) => {
    setSame(event.target.checked);
    if (!give && payable.length) setGive(payable[0].name);
    setTold("");
  };
  return html`<section class="money" aria-label="Money">
    <div class="money-head">
      <b>${dollars(meter.total)} a year</b>
      <span class=${meter.over ? "over" : ""}>${Math.abs(meter.difference) < 1 ? "the same money" : `${dollars(Math.abs(meter.difference))} ${meter.difference > 0 ? "more" : "less"}`}</span>
      <button class="quiet" aria-expanded=${open} onClick=${() => setOpen(!open)}>prices</button>
    </div>
    <div class="meter" role="img" aria-label=${`${Math.round(100 * share)} % of what the scenario costs as it stands`}>
      <i style=${`width:${Math.min(100, 60 * share)}%`} class=${meter.over ? "over" : ""}></i><span class="mark" style="left:60%"></span></div>
    <label class="switch"><input type="checkbox" role="switch" checked=${same} onChange=${flip} data-lm-suppress-shortcuts="true" /> with the same money</label>
    ${same && html`<label class="give">what gives way <select value=${give} onChange=${(e) => setGive(e.target.value)}>
      ${payable.map((s) => html`<option value=${s.name}>${s.label}</option>`)}</select></label>`}
    ${told && html`<p class="small" role="status">${told}</p>`}
    ${open && html`<ul class="prices">
      ${meter.lines.map((line) => html`<li><b>${line.label}</b> ${line.text}</li>`)}
      ${!meter.lines.length && html`<li>Nothing with a price has been moved.</li>`}
      ${payable.map((s) => s.price && html`<li class="small">${s.label}: ${s.price}</li>`)}
    </ul>`}
  </section>`;
}
