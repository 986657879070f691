// The frame of the day: where people meet, and when.
import type { View } from "../core.ts";
import { Rooms } from "./rooms.tsx";
import { Slots } from "./slots.tsx";

export function RoomsPane({ view }: { view: View }) {
  return (
    <div class="frame">
      <Slots view={view} />
      <Rooms view={view} />
    </div>
  );
}
