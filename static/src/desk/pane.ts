// Which part of the desk is shown. Each has an address of its own: BASE/desk#topics.
import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n.ts";

export const panes = ["schedule", "today", "topics", "rooms", "announcements", "history", "settings"] as const;
export type Pane = (typeof panes)[number];

export function paneName(pane: Pane): string {
  switch (pane) {
    case "schedule":
      return t("Schedule");
    case "today":
      return t("Today");
    case "topics":
      return t("Topics");
    case "rooms":
      return t("Rooms & slots");
    case "announcements":
      return t("Announcements");
    case "history":
      return t("History");
    case "settings":
      return t("Camp settings");
  }
}

function shown(): Pane {
  const name = location.hash.slice(1);
  return panes.find((pane) => pane === name) ?? "schedule";
}

/** The pane that the page's address names. */
export function usePane(): Pane {
  const [pane, setPane] = useState(shown);
  useEffect(() => {
    const follow = (): void => setPane(shown());
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return pane;
}
