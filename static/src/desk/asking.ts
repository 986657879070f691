// Asking the camp for something from one place on the screen, and keeping the answer's refusal at that place.
import { createContext } from "preact";
import { useCallback, useContext, useRef, useState } from "preact/hooks";
import type { Session } from "../session.ts";
import type { Ack, Command } from "../wire.ts";

export const SessionContext = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("the desk is drawn outside of a session");
  return session;
}

export interface Asking {
  /** Asks for all of them in order; the answers come in the same order. */
  ask(...commands: Command[]): Promise<Ack[]>;
  /** Why the last thing asked here was refused, in words. */
  refusal: string | undefined;
  /** Something asked here is not answered yet. */
  waiting: boolean;
  clear(): void;
}

export function useAsk(): Asking {
  const session = useSession();
  const [refusal, setRefusal] = useState<string | undefined>(undefined);
  const [waiting, setWaiting] = useState(0);
  const latest = useRef(0);
  const ask = useCallback(
    async (...commands: Command[]): Promise<Ack[]> => {
      const asked = ++latest.current;
      setRefusal(undefined);
      setWaiting((count) => count + 1);
      try {
        const acks = await Promise.all(commands.map((command) => session.ask(command)));
        const refused = acks.find((ack) => !ack.ok);
        if (refused && !refused.ok && asked === latest.current) setRefusal(refused.message);
        return acks;
      } finally {
        setWaiting((count) => count - 1);
      }
    },
    [session],
  );
  const clear = useCallback(() => setRefusal(undefined), []);
  return { ask, refusal, waiting: waiting > 0, clear };
}
