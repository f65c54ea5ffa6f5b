/** One file for a stick: the same page over points that were computed before. */
import { html, render } from "./vendor/preact.js";
import { atlas } from "./source/atlas.js";
import { Store } from "./state/store.js";
import { stateOf } from "./state/link.js";
import { App } from "./parts/screen.js";

const data = /** @type {any} */ (globalThis).ATLAS;
const store = new Store(atlas(data));
store.start();
const place = document.getElementById("app") ?? document.body.appendChild(document.createElement("div"));
render(html`<${App} store=${store} />`, place);
const linked = stateOf(location.hash);
store.guard(async () => {
  store.gallery.value = await store.source.gallery();
  await store.open(linked?.arm ?? { scenario: data.meta.stage.scenario }, linked?.restored);
});
Object.assign(window, { rpp: store });
