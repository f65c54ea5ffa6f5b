/** Charts as files: the picture with its title, legend and notice, or its numbers. */
import { legendOf } from "./looks.js";

/** @param {string} name @param {string} kind @param {string|Blob} content */
export function save(name, kind, content) {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type: kind }));
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** @param {import("../state/store.js").Store} store @param {HTMLElement} inside of its panel @param {string} series @param {"svg"|"png"|"csv"} format */
export async function saveChart(store, inside, series, format) {
  const name = `${store.stage.value?.scenario.replaceAll("/", "-") ?? "chart"}-${series}.${format}`;
  if (format === "csv") return store.guard(async () => save(name, "text/csv", await tableOf(store, series)));
  const panel = inside.closest(".chart-panel");
  const svg = /** @type {SVGElement} */ (panel?.querySelector("svg.chart"));
  const text = standalone(store, svg, series);
  if (format === "svg") return save(name, "image/svg+xml", text);
  save(name, "image/png", await rendered(text, svg.clientWidth, svg.clientHeight + 84));
}

/** Numbers of a chart as drawn: from the engine where there is one, else from what is on screen. */
async function tableOf(store, series) {
  const rows = [`# ${store.stage.value?.notice ?? "Invented history"} Not a forecast.`, "scenario,month,p5,p25,p50,p75,p95,low,high"];
  for (const track of store.tracks.value) {
    const answer = store.answers.shown.value[track.id]?.series[series];
    const label = `"${track.id === "base" ? "as it stands" : track.id} ${track.label}"`;
    answer?.p50.forEach((_, i) => rows.push([label, i + 1, ...["p5", "p25", "p50", "p75", "p95", "low", "high"].map((q) => answer[q]?.[i] ?? "")].join(",")));
  }
  return rows.join("\n") + "\n";
}

/** The picture with all that it needs to be understood alone. */
export function standalone(store, svg, series) {
  const [width, height] = [svg.clientWidth, svg.clientHeight];
  const chart = store.chart(series);
  const copy = /** @type {SVGElement} */ (svg.cloneNode(true));
  const text = (x, y, words, extra = "") => `<text x="${x}" y="${y}" ${extra}>${escape(words)}</text>`;
  const legend = legendOf(store.tracks.value).map((entry, i) => text(12 + (i * (width - 24)) / 4, height + 52, entry.text, `fill="${entry.colour}" font-weight="700" font-size="12"`));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height + 84}" viewBox="0 0 ${width} ${height + 84}" font-family="system-ui, sans-serif">
<rect width="100%" height="100%" fill="#ffffff"/>${text(12, 22, `${chart?.label} – ${store.stage.value?.title}`, 'font-weight="700" font-size="15"')}
<g transform="translate(0 30)">${copy.innerHTML}</g>${legend.join("")}
${text(12, height + 74, `${store.stage.value?.notice ?? "Invented history."} Not a forecast.`, 'font-size="11" fill="#4b5563"')}</svg>`;
}

const escape = (words) => String(words).replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** @returns {Promise<Blob>} */
function rendered(text, width, height) {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 2 * width, height: 2 * height });
      const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
      context.drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png");
    };
    image.onerror = () => reject(new Error("no picture"));
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  });
}
