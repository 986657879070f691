// What to do when something is lost: worked out by the server, shown before it is done.
import { useEffect, useState } from "preact/hooks";
import type { View } from "../core.ts";
import type { Repair } from "../wire.ts";
import { useSession } from "./asking.ts";
import { request } from "./post.ts";

const PAUSE_MS = 250; // between two presses that choose slots

export interface Loss {
  room?: string;
  slots?: readonly string[];
  topic?: string;
}

export interface Repairing {
  repair?: Repair;
  refusal?: string;
  /** Being worked out. */
  busy: boolean;
}

/** Asks again whenever the loss, or what is published, is another. */
export function useRepair(view: View, loss: Loss | undefined): Repairing {
  const { boot } = useSession();
  const asked = loss ? JSON.stringify(loss) : "";
  const [found, setFound] = useState<{ asked: string; repair?: Repair; refusal?: string }>({ asked: "" });
  const number = view.schedule?.number;
  useEffect(() => {
    let dropped = false;
    setFound({ asked: "" });
    if (!asked) return;
    const timer = setTimeout(async () => {
      const { answer, refusal } = await request(`${boot.base}/desk/repair`, JSON.parse(asked));
      if (dropped) return;
      setFound(refusal === undefined ? { asked, repair: answer as Repair } : { asked, refusal });
    }, PAUSE_MS);
    return () => {
      dropped = true;
      clearTimeout(timer);
    };
  }, [boot, asked, number]);
  const { repair, refusal } = found;
  const current = found.asked === asked;
  return {
    ...(current && repair && { repair }),
    ...(current && refusal !== undefined && { refusal }),
    busy: asked !== "" && !current,
  };
}
