/** How full a room is, in words and a sign. */
import type { VNode } from "preact";
import { t, tn } from "../i18n.ts";
import { fullness } from "./fullness.ts";

export function FullnessWords({ people, seats }: { people: number; seats: number }): VNode {
  const full = fullness(people, seats);
  if (!full) return <p class="full">{tn("{count} seat", "{count} seats", seats)}</p>;
  const words = { room: t("Room for more"), nearly: t("Nearly full"), full: t("Full") }[full];
  return (
    <p class={`full full--${full}`}>
      <span class="full__sign" aria-hidden="true" />
      {full === "room" ? words : <b>{words}</b>} · {t("{people} of {seats}", { people, seats })}
    </p>
  );
}
