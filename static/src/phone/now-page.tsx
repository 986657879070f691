/** Right now: what is on, where, how full, and where the person is. */
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import { clock, span } from "../time.ts";
import { useNow } from "../ui/use-now.ts";
import { StateMark } from "./day-page.tsx";
import { sessionsIn, slotsOfTheDay } from "./day-plan.ts";
import { Here } from "./here.tsx";
import { hostsOf } from "./hosts.ts";
import { NotesLink } from "./notes-link.tsx";
import type { Phone, Refusals } from "./phone.ts";
import { Refusal } from "./refusal.tsx";
import { RoomWords } from "./session-row.tsx";
import { isCounting, placeIn } from "./stays.ts";

export interface NowPageProps {
  phone: Phone;
  view: View;
  refusals: Refusals;
}

export function NowPage({ phone, view, refusals }: NowPageProps): VNode {
  const now = useNow(phone.now, 10_000);
  const zone = view.camp!.time_zone;
  const slots = slotsOfTheDay(view, now);
  const on = slots.filter(({ slot }) => isCounting(view, slot, now));
  const pause = slots.find(({ slot, state }) => slot.is_break && state === "now")?.slot;
  const next = slots.find((each) => each.state === "next" && !on.includes(each))?.slot;
  useEffect(() => {
    // The page comes after the address that leads into it.
    if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView({ block: "center" });
  }, []);
  return (
    <>
      <a class="back" href={`${phone.boot.base}/day`}>
        {t("My day")}
      </a>
      <h1 tabIndex={-1}>{t("Right now")}</h1>
      {!view.schedule && (
        <div class="empty">
          <p>{t("There is no schedule yet.")}</p>
        </div>
      )}
      {on.length > 0 && (
        <p>
          {t("Not what you hoped for? Get up and go where you learn or give more. Everybody does here, and nobody minds.")}
        </p>
      )}
      {on.map(({ slot, state }) => {
        const mine = view.day[slot.id]?.topic;
        const name = (topic: string): string => view.topics.get(topic)?.title ?? "";
        // Where one is to be comes first. Where one is does not: it would move under the thumb that says so.
        const sessions = sessionsIn(view.schedule, slot.id)
          .filter(({ topic }) => view.topics.has(topic))
          .sort(
            (a, b) => +(b.topic === mine) - +(a.topic === mine) || name(a.topic).localeCompare(name(b.topic)),
          );
        return (
          <section key={slot.id} class={`slot slot--${state}`} id={`slot-${slot.id}`}>
            <h2 class="slot__title">
              <span class="slot__time">{span(slot.start, slot.end, zone)}</span> {slot.title} <StateMark state={state} />
            </h2>
            <Refusal refused={refusals.get(slot.id)} />
            <ul class="sessions">
              {sessions.map((session) => {
                const topic = view.topics.get(session.topic)!;
                const here = placeIn(view, slot.id) === topic.id;
                return (
                  <li key={topic.id} class={`session${here ? " session--mine" : ""}`} id={`at-${topic.id}`}>
                    <p class="session__title">
                      <a href={`${phone.boot.base}/topics/${topic.id}`}>{topic.title}</a>
                    </p>
                    <p class="session__room">
                      <RoomWords view={view} room={session.room} />
                    </p>
                    <p class="card__hosts">
                      {hostsOf(topic, view)}
                      {topic.id === mine && ` · ${t("in your day")}`}
                    </p>
                    <NotesLink topic={topic} />
                    <Here phone={phone} view={view} session={session} mine={topic.id === mine} />
                  </li>
                );
              })}
            </ul>
          </section>
        );
      })}
      {view.schedule && on.length === 0 && (
        <div class="empty">
          <p>
            {pause ? `${pause.title}: ${t("until {time}", { time: clock(pause.end, zone) })}` : t("Nothing is on right now.")}
          </p>
          {next && <p class="soft">{t("Next: {title} at {time}", { title: next.title, time: clock(next.start, zone) })}</p>}
        </div>
      )}
    </>
  );
}
