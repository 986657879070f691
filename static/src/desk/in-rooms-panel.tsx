// Who is where, while sessions run: as people said it, the fullest room first.
import type { View } from "../core.ts";
import { t, tn } from "../i18n.ts";
import { FullnessWords } from "../ui/fullness-words.tsx";
import { crowdedRooms, type CrowdedRoom } from "./crowds.ts";
import { Icon } from "./icon.tsx";
import { titleOf } from "./moves.ts";

export function InRoomsPanel({ view, now }: { view: View; now: number }) {
  const rooms = crowdedRooms(view, now);
  if (rooms.length === 0) return null;
  const said = rooms.reduce((sum, { people }) => sum + people, 0);
  const over = rooms.filter(({ people, seats }) => people > seats);
  return (
    <section class="panel in-rooms" aria-label={t("In the rooms now")}>
      <h2 class="panel__title">
        {t("In the rooms now")} {over.length > 0 ? <span class="count">{over.length}</span> : null}
      </h2>
      {over.map((each) => (
        <p key={each.room} class="warning">
          <Icon sign="warning" />
          <span>
            {t("{room}: {people} on {seats}", {
              room: nameOf(view, each),
              people: tn("{count} person", "{count} people", each.people),
              seats: tn("{count} seat", "{count} seats", each.seats),
            })}
          </span>
        </p>
      ))}
      <p class="panel__text">
        {tn("{count} person has said where they are.", "{count} people have said where they are.", said)}
      </p>
      <details>
        <summary>{t("Every room")}</summary>
        <ul class="in-rooms__list">
          {rooms.map((each) => (
            <li key={`${each.slot} ${each.room}`} class="in-rooms__row">
              <b>{nameOf(view, each)}</b> <span>{titleOf(view, each.topic)}</span>
              <FullnessWords people={each.people} seats={each.seats} />
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}

function nameOf(view: View, { room }: CrowdedRoom): string {
  return view.rooms.get(room)?.name ?? "";
}
