// The camp's name, day, time zone and tags; what the clock does; and a new secret link.
import type { View } from "../core.ts";
import { ResetLinks } from "./reset-links.tsx";
import { SettingsForm } from "./settings-form.tsx";
import { Timetable } from "./timetable-part.tsx";

export function SettingsPane({ view }: { view: View }) {
  if (!view.camp) return null;
  return (
    <div class="settings">
      <SettingsForm camp={view.camp} />
      <Timetable view={view} />
      <ResetLinks />
    </div>
  );
}
