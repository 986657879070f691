// How many sessions of the draft are doubtful where they stand, by what is wrong.
import { useMemo } from "preact/hooks";
import type { View } from "../core.ts";
import { tn } from "../i18n.ts";
import { useSession } from "./asking.ts";
import { Icon } from "./icon.tsx";
import { isSettled, warnings } from "./moves.ts";

export function WarningCounts({ view }: { view: View }) {
  const { now } = useSession();
  const { draft, topics, tallies, rooms, slots, schedule } = view;
  const counts = useMemo(() => countWarnings(view, now()), [draft, topics, tallies, rooms, slots, schedule]);
  const { busy, needs, small } = counts;
  if (busy + needs + small === 0) return null;
  return (
    <ul class="publish__doubts">
      {busy > 0 ? (
        <li class="warning warning--host-busy">
          <Icon sign="blocked" />
          {tn(
            "{count} session has a host who is elsewhere then: it cannot be published",
            "{count} sessions have a host who is elsewhere then: they cannot be published",
            busy,
          )}
        </li>
      ) : null}
      {needs > 0 ? (
        <li class="warning">
          <Icon sign="warning" />
          {tn("{count} session lacks what it needs", "{count} sessions lack what they need", needs)}
        </li>
      ) : null}
      {small > 0 ? (
        <li class="warning">
          <Icon sign="warning" />
          {tn(
            "{count} session has fewer seats than people who want it",
            "{count} sessions have fewer seats than people who want them",
            small,
          )}
        </li>
      ) : null}
    </ul>
  );
}

/** `busy`: it, or its host, is elsewhere at the same time. */
const DOUBTS = { "host-busy": "busy", itself: "busy", needs: "needs", small: "small" } as const;

function countWarnings(view: View, now: number): { busy: number; needs: number; small: number } {
  const counts = { busy: 0, needs: 0, small: 0 };
  const placements = view.draft?.placements ?? [];
  for (const placement of placements) {
    const found = warnings(view, placement.topic, placement, placements);
    for (const doubt of new Set(found.map((warning) => DOUBTS[warning.kind]))) {
      // A host in two rooms where people are already is no reason to keep the rest from being published.
      if (doubt !== "busy" || !isSettled(view, placement, now)) counts[doubt] += 1;
    }
  }
  return counts;
}
