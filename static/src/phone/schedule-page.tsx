/** The whole schedule, slot by slot. */
import type { VNode } from "preact";
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import { span } from "../time.ts";
import { useNow } from "../ui/use-now.ts";
import { StateMark } from "./day-page.tsx";
import { sessionsIn, slotsOfTheDay, type TimedSlot } from "./day-plan.ts";
import type { Phone, Refusals } from "./phone.ts";
import { Refusal } from "./refusal.tsx";
import { Requests } from "./requests.tsx";
import { GoHere, SessionRow } from "./session-row.tsx";

export interface SchedulePageProps {
  phone: Phone;
  view: View;
  refusals: Refusals;
}

export function SchedulePage({ phone, view, refusals }: SchedulePageProps): VNode {
  const now = useNow(phone.now, 10_000);
  const slots = slotsOfTheDay(view, now);
  return (
    <>
      <h1 tabIndex={-1}>{t("Schedule")}</h1>
      {!view.schedule && (
        <div class="empty">
          <p>{t("There is no schedule yet.")}</p>
          <p>{t("It appears here by itself as soon as the organizers publish it.")}</p>
        </div>
      )}
      {slots.map((timed) => (
        <SlotSection
          key={timed.slot.id}
          phone={phone}
          view={view}
          timed={timed}
          now={now}
          refusals={refusals}
        />
      ))}
    </>
  );
}

interface SlotSectionProps {
  phone: Phone;
  view: View;
  timed: TimedSlot;
  now: number;
  refusals: Refusals;
}

function SlotSection({ phone, view, timed: { slot, state, date }, now, refusals }: SlotSectionProps): VNode {
  const stop = view.day[slot.id];
  const name = (topic: string): string => view.topics.get(topic)?.title ?? "";
  const sessions = [...sessionsIn(view.schedule, slot.id)].sort((a, b) => name(a.topic).localeCompare(name(b.topic)));
  const choosing = view.me && stop?.why !== "host" && state !== "past" && !view.camp?.phases.includes("closed");
  return (
    <section class={`slot slot--${state}`} id={`slot-${slot.id}`}>
      {date && <p class="day__date">{date}</p>}
      <h2 class="slot__title">
        <span class="slot__time">{span(slot.start, slot.end, view.camp!.time_zone)}</span> {slot.title}{" "}
        <StateMark state={state} />
      </h2>
      <Refusal refused={refusals.get(slot.id)} />
      {sessions.length > 0 && (
        <ul class="sessions">
          {sessions.map((session) => {
            const mine = session.topic === stop?.topic;
            return (
              <SessionRow key={session.topic} phone={phone} view={view} session={session} now={now} mine={mine}>
                {mine ? (
                  <p class="session__here">
                    <span class="mark">{t("You go here")}</span>
                  </p>
                ) : (
                  choosing && <GoHere phone={phone} session={session} free={!stop} />
                )}
                <Requests phone={phone} view={view} refusals={refusals} session={session} now={now} asking={false} />
              </SessionRow>
            );
          })}
        </ul>
      )}
      {sessions.length === 0 && !slot.is_break && view.schedule && <p class="soft">{t("No sessions in this slot.")}</p>}
    </section>
  );
}
