/** What a host can say first, and last: few sentences that work with any group, for each kind of card. */
import { t } from "../i18n.ts";
import type { TopicDocument } from "../wire.ts";

export function promptsFor(kind: TopicDocument["kind"]): string[] {
  const own =
    kind === "lead"
      ? [
          t("“I brought this because … I do not have the answers; together we know more.”"),
          t("“Tell the person beside you: what have you tried, and what happened?”"),
        ]
      : [
          t("“What made you come? One sentence each, and nobody has to.”"),
          t("“Who has tried something like it, even once? How did it go?”"),
        ];
  return [
    ...own,
    t("When it goes quiet, count to ten. Somebody is thinking."),
    t("At the end: “What will you try, and who would like to hear how it went?”"),
  ];
}
