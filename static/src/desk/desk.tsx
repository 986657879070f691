// The page below the bar: phases, tabs, and the pane that the address names.
import { useEffect } from "preact/hooks";
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import { useView } from "../ui/use-view.ts";
import { AnnouncementsPane } from "./announcements-pane.tsx";
import { useSession } from "./asking.ts";
import { Glance } from "./glance.tsx";
import { HistoryPane } from "./history-pane.tsx";
import { paneName, panes, usePane, type Pane } from "./pane.ts";
import { Phases } from "./phases.tsx";
import { RoomsPane } from "./rooms-pane.tsx";
import { SchedulePane } from "./schedule-pane.tsx";
import { SettingsPane } from "./settings-pane.tsx";
import { TodayPane } from "./today-pane.tsx";
import { TopicsPane } from "./topics-pane.tsx";

export function Desk() {
  const { store } = useSession();
  const view = useView(store);
  const pane = usePane();
  useEffect(() => {
    if (view.camp) document.title = `${paneName(pane)} – ${view.camp.name}`;
  }, [pane, view.camp]);
  if (!view.camp) return <p class="empty">{t("Waiting for the camp …")}</p>;
  return (
    <>
      <Phases view={view} />
      <Glance view={view} />
      <nav class="tabs" aria-label={t("Parts of the desk")}>
        {panes.map((each) => (
          <a key={each} class="tab" href={`#${each}`} aria-current={each === pane ? "page" : undefined}>
            {paneName(each)}
            {each === "topics" && view.topics.size > 0 ? <span class="count">{view.topics.size}</span> : null}
          </a>
        ))}
      </nav>
      <div class={`pane pane--${pane}`}>
        <Shown view={view} pane={pane} />
      </div>
    </>
  );
}

function Shown({ view, pane }: { view: View; pane: Pane }) {
  switch (pane) {
    case "schedule":
      return <SchedulePane view={view} />;
    case "today":
      return <TodayPane view={view} />;
    case "topics":
      return <TopicsPane view={view} />;
    case "rooms":
      return <RoomsPane view={view} />;
    case "announcements":
      return <AnnouncementsPane view={view} />;
    case "history":
      return <HistoryPane view={view} />;
    case "settings":
      return <SettingsPane view={view} />;
  }
}
