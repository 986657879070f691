/** One request after the other, each answered when there is something new: for networks that let nothing else pass. */
import type { Hello, Refusal } from "../wire.ts";
import { fetched, post, query } from "./http.ts";
import type { Connect } from "./port.ts";

/** Ms: the server answers after 25 s at the latest. */
const PATIENCE = 40_000;

/** Ms between an answer and the next question: on a busy wall something is new all the time. */
const PAUSE = 250;

export const poll: Connect = (place, listener) => {
  let current: AbortController | undefined;
  /** What was told last of what has no position: between two questions it may have changed. */
  let shown = "";

  const ask = async (wait: string): Promise<void> => {
    const abort = (current = new AbortController());
    try {
      const url = `${place.base}/poll?${query(place)}${shown}${wait}`;
      const answer = await fetched<Hello | Refusal>(url, { cache: "no-store" }, PATIENCE, abort);
      if (abort !== current) return;
      if (!answer.ok) return listener.refused(answer);
      shown = `&shown=${answer.shown}`;
      await listener.hello(answer);
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
      if (abort === current) void ask("");
    } catch {
      if (abort === current) listener.lost();
    }
  };

  const greet = (): void => {
    current?.abort();
    void ask("&wait=0");
  };

  greet();
  return {
    greet,
    send: (message) => post(place, message),
    close() {
      current?.abort();
      current = undefined;
    },
  };
};
