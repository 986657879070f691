/** Socket.IO over WebSocket: everything both ways over one connection. */
import type { Ack, Hello, Refusal } from "../wire.ts";
import { ANSWER_PATIENCE, type Connect } from "./port.ts";

/**
 * Packet types: Engine.IO 4 in the first digit, Socket.IO 5 in the second. Just what a page needs of both: no upgrade,
 * no namespaces, no binary data, and no reconnecting, which is the link's (docs/adr/0008-the-pages-own-socket.md).
 * https://socket.io/docs/v4/engine-io-protocol/ and https://socket.io/docs/v4/socket-io-protocol/
 */
const OPEN = "0";
const CLOSE = "1";
const PING = "2";
const PONG = "3";
const CONNECT = "40";
const DISCONNECT = "41";
const EVENT = "42";
const ACK = "43";
const REFUSED = "44";

const PACKET = /^(4\d|\d)(\d*)([[{].*)?$/s;

export const websocket: Connect = ({ camp, board, position }, listener) => {
  const address = new URL("/socket.io/?EIO=4&transport=websocket", location.href);
  address.protocol = address.protocol.replace("http", "ws");
  const socket = new WebSocket(address.href);
  const answers = new Map<number, (answer: unknown) => void>();
  let asked = 0;

  const emit = (name: string, data: unknown, answer: (answer: never) => void): void => {
    answers.set(asked, answer as (answer: unknown) => void);
    socket.send(`${EVENT}${asked++}${JSON.stringify([name, data])}`);
  };
  const close = (): void => {
    socket.onmessage = socket.onclose = null;
    socket.close();
  };
  const lost = (): void => {
    close();
    listener.lost();
  };
  const greet = (): void => {
    const { epoch, ...reached } = position();
    const held = Object.entries(reached).filter(([, value]) => value !== null);
    emit("hello", { since: { ...(epoch && { epoch }), ...Object.fromEntries(held) } }, (answer: Hello | Refusal) =>
      answer.ok ? listener.hello(answer) : listener.refused(answer),
    );
  };

  const hear = (type: string, id: string, value: unknown): void => {
    switch (type) {
      case OPEN:
        socket.send(CONNECT + JSON.stringify({ camp, board }));
        greet(); // without waiting: the server takes packets in their order, and a round trip may take half a second
        break;
      case PING:
        socket.send(PONG);
        listener.heard();
        break;
      case CONNECT:
        listener.open();
        break;
      case EVENT: {
        const [name, data] = value as [string, never];
        if (name === "delta") listener.delta(data);
        else if (name === "ephemeral") listener.ephemeral(data);
        break;
      }
      case ACK: {
        const answer = answers.get(Number(id));
        answers.delete(Number(id));
        answer?.((value as [unknown])[0]);
        break;
      }
      case REFUSED: {
        const refusal = (value as { data?: Refusal }).data;
        if (!refusal) return lost();
        close();
        listener.refused(refusal);
        break;
      }
      case DISCONNECT:
      case CLOSE:
        lost();
    }
  };

  socket.onmessage = ({ data }: MessageEvent<string>) => {
    const packet = PACKET.exec(data);
    if (!packet) return lost(); // not the protocol: somebody between us and the camp answers in its place
    hear(packet[1]!, packet[2]!, packet[3] === undefined ? undefined : JSON.parse(packet[3]));
  };
  socket.onclose = lost;

  return {
    greet,
    send: (message) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error("no answer")), ANSWER_PATIENCE);
        emit("commands", message, (answer: { acks: Ack[] } | Refusal) => {
          clearTimeout(timer);
          resolve("acks" in answer ? answer.acks : answer);
        });
      }),
    close,
  };
};
