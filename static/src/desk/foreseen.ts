// What a command would do, asked of the server before it is asked for real.
import { useEffect, useState } from "preact/hooks";
import type { View } from "../core.ts";
import type { Command, Preview } from "../wire.ts";
import { useSession } from "./asking.ts";
import { request } from "./post.ts";

const PAUSE_MS = 120; // between two keys that change a number

export interface Foresight {
  preview?: Preview;
  /** Why it cannot be, in words. */
  refusal?: string;
  /** Of what is wanted now; until then the rest is about what was wanted before. */
  current: boolean;
}

/** Asks again whenever the command, the times or the schedule are others. */
export function useForesight(view: View, command: Command | undefined): Foresight {
  const { boot } = useSession();
  const asked = command ? JSON.stringify(command) : "";
  const [found, setFound] = useState<{ asked: string; preview?: Preview; refusal?: string }>({ asked: "" });
  const { slots, rooms, schedule, draft } = view;
  useEffect(() => {
    let dropped = false;
    setFound((before) => ({ ...before, asked: "" }));
    if (!asked) return;
    const timer = setTimeout(async () => {
      const { answer, refusal } = await request(`${boot.base}/desk/preview`, { command: JSON.parse(asked) });
      if (dropped) return;
      setFound(refusal === undefined ? { asked, preview: answer as Preview } : { asked, refusal });
    }, PAUSE_MS);
    return () => {
      dropped = true;
      clearTimeout(timer);
    };
  }, [boot, asked, slots, rooms, schedule, draft?.seq]);
  if (!asked) return { current: false };
  const { preview, refusal } = found;
  return {
    ...(preview && { preview }),
    ...(refusal !== undefined && { refusal }),
    current: found.asked === asked,
  };
}
