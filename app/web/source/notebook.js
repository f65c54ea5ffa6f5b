/** An engine behind a notebook's widget: questions and answers are messages with a number. */
import { Refused, engineOver } from "./asking.js";

/** @param {any} model of the widget */
export function notebook(model) {
  let last = 0;
  const waiting = new Map();
  model.on("msg:custom", (message) => waiting.get(message.id)?.(message));

  /** @param {string} name @param {object} body @param {(line: any) => void} each @param {AbortSignal} [signal] @returns {Promise<void>} */
  const many = (name, body, each, signal) =>
    new Promise((resolve, reject) => {
      last += 1;
      const id = last;
      const over = (end) => {
        waiting.delete(id);
        end();
      };
      signal?.addEventListener("abort", () => {
        model.send({ id, cancel: true });
        over(() => reject(new DOMException("given up", "AbortError")));
      });
      waiting.set(id, ({ line, done, error, problems }) => {
        if (error) return over(() => reject(new Refused(error, problems)));
        if (line && line.kind !== "done" && line.kind !== "cancelled") each(line);
        if (done) over(resolve);
      });
      model.send({ id, ask: name, body });
    });

  /** @param {string} name @param {object} body @param {AbortSignal} [signal] */
  const one = async (name, body, signal) => {
    let answer;
    await many(name, body, (line) => (answer = line), signal);
    return answer;
  };
  return engineOver("notebook", { one, many });
}
