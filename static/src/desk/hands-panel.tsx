// Hosts who asked for a hand: where, who, since when; and that somebody goes there, or has been.
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import { clock } from "../time.ts";
import { useNow } from "../ui/use-now.ts";
import { useAsk, useSession } from "./asking.ts";
import { handsNow, type HandAt } from "./hands.ts";
import { Icon } from "./icon.tsx";
import { hostName, titleOf } from "./moves.ts";
import { Refusal } from "./refusal.tsx";

export function HandsPanel({ view }: { view: View }) {
  const session = useSession();
  const now = useNow(session.now, 20_000);
  const hands = handsNow(view, now);
  if (hands.length === 0) return null;
  return (
    <section class="panel hands" aria-labelledby="hands-title">
      <h2 class="panel__title" id="hands-title">
        {t("A hand is needed")} <span class="count">{hands.length}</span>
      </h2>
      <ul class="hands__list">
        {hands.map((hand) => (
          <HandRow key={`${hand.topic} ${hand.slot}`} view={view} hand={hand} />
        ))}
      </ul>
    </section>
  );
}

function HandRow({ view, hand: { topic, slot, room, person, at, coming } }: { view: View; hand: HandAt }) {
  const { ask, refusal, waiting } = useAsk();
  const where = view.rooms.get(room)?.name ?? "";
  const give = (done: boolean): void => void ask({ do: "give-hand", topic, slot, done });
  const name = (organizer: string): string => view.organizers.get(organizer) || t("somebody");
  return (
    <li class="hands__row">
      <p class={coming === null ? "warning" : undefined}>
        {coming === null ? <Icon sign="warning" /> : null}
        <span>
          <b>{where}</b>{" "}
          {t("“{title}”, {name}, since {time}", {
            title: titleOf(view, topic),
            name: hostName(view, person),
            time: clock(at, view.camp?.time_zone ?? "UTC"),
          })}
        </span>
      </p>
      <div class="hands__does">
        {coming === null ? (
          <button type="button" class="button" disabled={waiting} onClick={() => give(false)}>
            {t("I’m coming")}
            <span class="hush"> {where}</span>
          </button>
        ) : (
          <span>{coming === view.me?.person ? t("You are on the way.") : t("{name} is on the way.", { name: name(coming) })}</span>
        )}
        <button type="button" class="button button--quiet" disabled={waiting} onClick={() => give(true)}>
          {t("Done")}
          <span class="hush"> {where}</span>
        </button>
      </div>
      <Refusal words={refusal} />
    </li>
  );
}
