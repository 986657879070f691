// How many sessions of the draft are doubtful where they stand, by what is wrong.
import { useMemo } from "preact/hooks";
import type { View } from "../core.ts";
import { tn } from "../i18n.ts";
import { useSession } from "./asking.ts";
import { Icon } from "./icon.tsx";
import { isSettled, warnings, type Warning } from "./moves.ts";

export function WarningCounts({ view }: { view: View }) {
  const { now } = useSession();
  const { draft, topics, tallies, rooms, slots, schedule } = view;
  const counts = useMemo(() => countWarnings(view, now()), [draft, topics, tallies, rooms, slots, schedule]);
  const { "host-busy": busy, needs, small } = counts;
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

function countWarnings(view: View, now: number): Record<Warning["kind"], number> {
  const counts = { "host-busy": 0, needs: 0, small: 0 };
  const placements = view.draft?.placements ?? [];
  for (const placement of placements) {
    const found = warnings(view, placement.topic, placement, placements);
    for (const kind of new Set(found.map((warning) => warning.kind))) {
      // A host in two rooms where people are already is no reason to keep the rest from being published.
      if (kind !== "host-busy" || !isSettled(view, placement, now)) counts[kind] += 1;
    }
  }
  return counts;
}
