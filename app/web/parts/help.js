/** What was done, and which keys do what. */
import { html } from "../vendor/preact.js";
import { useStore } from "../state/store.js";
import { save } from "../charts/export.js";
import { KEYS } from "../state/keys.js";

export function SessionLog() {
  const store = useStore();
  return html`<div class="row"><button onClick=${() => save("session.txt", "text/plain", store.log.text())}>Save</button></div>
    <ol class="log">${store.log.lines.value.map((line) => html`<li><time>${line.at}</time> ${line.words}</li>`)}</ol>`;
}

export function Keys() {
  return html`<table class="keys"><caption class="hidden">Keys</caption><tbody>${KEYS.map(([key, words]) => html`<tr><th scope="row"><kbd>${key}</kbd></th><td>${words}</td></tr>`)}</tbody></table>
    <p>On a slider, arrow keys move by a step, Page Up and Page Down by ten, Home and End to the ends.</p>`;
}
