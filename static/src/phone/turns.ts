/** Somebody's turn in the smackdown. Pure. */
import type { View } from "../core.ts";

export type MyTurn =
  /** `before`: so many people are on before them. */
  | { state: "waiting"; before: number; shows: string }
  | { state: "on"; since: number; shows: string };

export function turnOf({ smackdown, me }: Pick<View, "smackdown" | "me">): MyTurn | undefined {
  if (!smackdown || !me) return undefined;
  const { on, since, queue } = smackdown;
  if (on?.person === me.person) return { state: "on", since: since!, shows: on.shows };
  const before = queue.findIndex(({ person }) => person === me.person);
  return before < 0 ? undefined : { state: "waiting", before, shows: queue[before]!.shows };
}

/** What is worth telling somebody wherever they are in the app: under a name that changes when it is something new. */
export function turnNews(view: Pick<View, "smackdown" | "me" | "camp">): `on ${number}` | "next" | undefined {
  const turn = view.camp?.phases.includes("closed") ? undefined : turnOf(view);
  if (turn?.state === "on") return `on ${turn.since}`;
  return turn?.before === 0 && view.smackdown!.begun ? "next" : undefined;
}
