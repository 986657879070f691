/** The screen of one room: what is on in it, for how long, how full it is, and what comes next. */
import { t } from "../i18n.ts";
import { clock, span } from "../time.ts";
import { CLOSING_MS, minutesAndSeconds } from "../ui/closing.ts";
import { FullnessWords } from "../ui/fullness-words.tsx";
import type { Scene } from "./board.tsx";
import { roomDay, type InRoom } from "./room.ts";
import { otherDay, timeLeft } from "./words.ts";

export function RoomScreen({ camp, view, now, room: id }: Scene & { room: string }) {
  const room = view.rooms.get(id);
  const zone = camp.time_zone;
  if (!room) {
    return (
      <section class="stage stage--calm">
        <h2 class="big">{t("This room is not part of the camp (any more).")}</h2>
      </section>
    );
  }
  const { on, next, pause } = roomDay(view, id, now);
  const closing = on && on.slot.end - now <= CLOSING_MS;
  return (
    <section class="stage room">
      <h2 class="room__name">{room.name}</h2>
      {on ? (
        <div class={closing ? "room__on room__on--closing" : "room__on"}>
          <p class="room__when">
            <b class="deck__now">{t("Now")}</b> {t("until {time}", { time: clock(on.slot.end, zone) })}
          </p>
          <h3 class="room__title">{on.topic.title}</h3>
          <div class="room__facts">
            <p class="room__left" role="timer">
              {closing ? (
                <>
                  <b>{minutesAndSeconds(on.slot.end - now)}</b> {t("Time to find a good place to stop.")}
                </>
              ) : (
                timeLeft(on.slot, now)
              )}
            </p>
            <FullnessWords people={on.people} seats={room.capacity} />
          </div>
        </div>
      ) : (
        <p class="room__idle">
          {pause
            ? `${pause.title}: ${t("until {time}", { time: clock(pause.end, zone) })}`
            : next
              ? t("Nothing is on here right now.")
              : view.schedule
                ? t("Nothing more takes place here.")
                : t("There is no schedule yet.")}
        </p>
      )}
      {next && <Next next={next} now={now} zone={zone} />}
    </section>
  );
}

function Next({ next: { topic, slot }, now, zone }: { next: InRoom; now: number; zone: string }) {
  const date = otherDay(slot.start, now, zone);
  return (
    <div class="room__next">
      <p class="room__when">
        <b>{t("Next")}</b> {date && `${date}, `}
        {[span(slot.start, slot.end, zone), timeLeft(slot, now)].filter(Boolean).join(" · ")}
      </p>
      <h3 class="room__title">{topic.title}</h3>
    </div>
  );
}
