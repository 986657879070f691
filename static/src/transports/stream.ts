/** Server-sent events down, POST up: for networks that block WebSocket. */
import { post, query } from "./http.ts";
import type { Connect } from "./port.ts";

export const stream: Connect = (place, listener) => {
  let source: EventSource;

  const greet = (): void => {
    source?.close();
    const opened = (source = new EventSource(`${place.base}/stream?${query(place)}`));
    const on = (name: string, report: (data: never) => unknown): void =>
      opened.addEventListener(name, (event) => report(JSON.parse((event as MessageEvent<string>).data) as never));
    on("hello", listener.hello);
    on("delta", listener.delta);
    on("ephemeral", listener.ephemeral);
    opened.addEventListener("ping", () => listener.heard());
    opened.onerror = () => {
      opened.close(); // it would connect again by itself, from a position that is no longer true
      listener.lost();
    };
  };

  greet();
  return { greet, send: (message) => post(place, message), close: () => source.close() };
};
