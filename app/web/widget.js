/** The same view in a cell of a notebook. */
import { html, render as draw } from "./vendor/preact.js";
import { notebook } from "./source/notebook.js";
import { Store } from "./state/store.js";
import { App } from "./parts/screen.js";

/** @param {{model: any, el: HTMLElement}} about */
export function render({ model, el }) {
  const style = Object.assign(document.createElement("style"), { textContent: /** @type {any} */ (globalThis).RPP_CSS ?? "" });
  const place = document.createElement("div");
  el.append(style, place);
  const store = new Store(notebook(model));
  store.start();
  draw(html`<${App} store=${store} embedded=${true} />`, place);
  store.guard(async () => {
    store.gallery.value = await store.source.gallery("fictional");
    await store.open(model.get("arm") ?? { scenario: model.get("scenario") ?? store.gallery.value.first });
  });
  return () => draw(null, place);
}

export default { render };
