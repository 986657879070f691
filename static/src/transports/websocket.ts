/** Socket.IO over WebSocket: everything both ways over one connection. */
import { io } from "socket.io-client";
import type { Ack, Hello, Refusal } from "../wire.ts";
import { ANSWER_PATIENCE, type Connect } from "./port.ts";

export const websocket: Connect = ({ camp, board, position }, listener) => {
  // The link decides when to connect again, and by which transport.
  const socket = io({ transports: ["websocket"], reconnection: false, forceNew: true, auth: { camp, board } });

  const greet = (): void => {
    const { epoch, ...reached } = position();
    const held = Object.entries(reached).filter(([, value]) => value !== null);
    socket.emit(
      "hello",
      { since: { ...(epoch && { epoch }), ...Object.fromEntries(held) } },
      (answer: Hello | Refusal) => (answer.ok ? listener.hello(answer) : listener.refused(answer)),
    );
  };

  socket.on("connect", () => {
    listener.open();
    greet();
  });
  socket.on("delta", listener.delta);
  socket.on("ephemeral", listener.ephemeral);
  socket.io.on("ping", listener.heard);
  socket.on("disconnect", () => listener.lost());
  socket.on("connect_error", (error: Error & { data?: Refusal }) =>
    error.data ? listener.refused(error.data) : listener.lost(),
  );

  return {
    greet,
    async send(message) {
      const answer = (await socket.timeout(ANSWER_PATIENCE).emitWithAck("commands", message)) as
        { acks: Ack[] } | Refusal;
      return "acks" in answer ? answer.acks : answer;
    },
    close() {
      socket.off();
      socket.io.off();
      socket.disconnect();
    },
  };
};
