/** Who hosts a topic, in words. */
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import type { TopicDocument } from "../wire.ts";

export function hostsOf({ hosts: ids = [], card }: TopicDocument, { hosts, me }: Pick<View, "hosts" | "me">): string {
  if (ids.length === 0) return card ? t("From a paper card") : t("Nobody hosts this yet");
  if (ids.length === 1 && ids[0] === me?.person) return t("You host this");
  const names = ids.map((id) => (id === me?.person ? t("you") : hosts.get(id) || t("somebody")));
  return t("Hosted by {names}", { names: names.join(", ") });
}
