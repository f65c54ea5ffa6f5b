/** An engine behind this address: questions as HTTP, answers as JSON or as one object a line. */
import { Refused, engineOver } from "./asking.js";

/** What is asked by address alone. */
const ASKED = ["gallery", "map", "questionnaire", "questions", "why"];

/** @param {string} name @param {any} body @param {AbortSignal} [signal] */
async function ask(name, body, signal) {
  const plain = ASKED.includes(name) || (name === "stage" && !body.arm);
  const query = new URLSearchParams(Object.entries(body).filter(([, value]) => typeof value === "string" && value));
  let response;
  try {
    response = await fetch(`/api/${name}${plain ? `?${query}` : ""}`, {
      method: plain ? "GET" : "POST",
      headers: plain ? {} : { "content-type": "application/json" },
      body: plain ? undefined : JSON.stringify(body),
      signal,
    });
  } catch (problem) {
    if (signal?.aborted) throw problem;
    throw new Refused("The engine does not answer. Is `rpp app` still running?");
  }
  if (response.ok) return response;
  const told = await response.json().catch(() => ({}));
  throw new Refused(told.error ?? `The engine answered ${response.status}.`, told.problems);
}

const one = async (name, body, signal) => (await ask(name, body, signal)).json();

/** Each line is handed over as it comes. */
async function many(name, body, each, signal) {
  const response = await ask(name, body, signal);
  const reader = /** @type {ReadableStream} */ (response.body).pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    rest += value ?? "";
    const whole = rest.split("\n");
    rest = done ? "" : whole.pop() ?? "";
    for (const line of whole.filter(Boolean)) {
      const told = JSON.parse(line);
      if (told.kind === "error") throw new Refused(told.error, told.problems);
      if (told.kind !== "cancelled") each(told);
    }
    if (done) return;
  }
}

export const live = engineOver("live", { one, many });
