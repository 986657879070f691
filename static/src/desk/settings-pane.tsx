// The camp's name, day, time zone and tags; and a new secret link.
import type { View } from "../core.ts";
import { ResetLinks } from "./reset-links.tsx";
import { SettingsForm } from "./settings-form.tsx";

export function SettingsPane({ view }: { view: View }) {
  if (!view.camp) return null;
  return (
    <div class="settings">
      <SettingsForm camp={view.camp} />
      <ResetLinks />
    </div>
  );
}
