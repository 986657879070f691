/** Where notes of a session are, for everybody who comes to it. */
import type { VNode } from "preact";
import { t } from "../i18n.ts";
import type { TopicDocument } from "../wire.ts";

/** It says where it leads: what somebody else has set is followed knowingly. */
export function NotesLink({ topic: { notes } }: { topic: TopicDocument }): VNode | null {
  if (!notes || !/^https?:/.test(notes)) return null;
  return (
    <p class="notes">
      <a href={notes} target="_blank" rel="noopener noreferrer nofollow">
        {t("Notes")}
      </a>{" "}
      <span class="soft">{new URL(notes).host}</span>
    </p>
  );
}
