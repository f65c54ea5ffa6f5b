/** The live page: the engine behind this address answers. */
import { html, render } from "./vendor/preact.js";
import { live } from "./source/live.js";
import { Store } from "./state/store.js";
import { stateOf } from "./state/link.js";
import { App } from "./parts/screen.js";
import { Beside, tellBeside } from "./parts/beside.js";

const place = /** @type {HTMLElement} */ (document.getElementById("app"));
const store = new Store(live);

async function begin() {
  await store.guard(async () => {
    store.gallery.value = await live.gallery(store.names.value);
    const linked = stateOf(location.hash);
    if (linked) await store.open(linked.arm, linked.restored);
    else await store.open({ scenario: new URLSearchParams(location.hash.slice(1)).get("scenario") ?? store.gallery.value.first });
  });
}

if (location.hash === "#notes") render(html`<div class="rpp"><${Beside} /></div>`, place);
else {
  store.start();
  render(html`<${App} store=${store} />`, place);
  begin();
  tellBeside(store);
  window.addEventListener("hashchange", () => {
    const linked = stateOf(location.hash);
    if (linked) store.open(linked.arm, linked.restored);
  });
  Object.assign(window, { rpp: store });
}
