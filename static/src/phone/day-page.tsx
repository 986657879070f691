/** My day: where to be, slot by slot, and why. */
import type { VNode } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { View } from "../core.ts";
import { t, tn } from "../i18n.ts";
import { clock, span } from "../time.ts";
import type { StopDocument } from "../wire.ts";
import { Again, elsewhere, type Elsewhere } from "./again.tsx";
import { Answer, Late } from "./answer.tsx";
import { changeIn, recall, remember, seenDay, type Change } from "./day-memory.ts";
import { sessionsIn, sessionsOf, slotsOfTheDay, type TimedSlot } from "./day-plan.ts";
import { Here } from "./here.tsx";
import { LateAsk } from "./late-push.tsx";
import { NotesLink } from "./notes-link.tsx";
import type { Phone, Refusals } from "./phone.ts";
import { Refusal } from "./refusal.tsx";
import { Requests } from "./requests.tsx";
import { GoHere, RoomWords, SessionRow } from "./session-row.tsx";
import { isCounting, minutesAttended } from "./stays.ts";
import { useNow } from "../ui/use-now.ts";

export interface DayPageProps {
  phone: Phone;
  view: View;
  refusals: Refusals;
}

export function DayPage({ phone, view, refusals }: DayPageProps): VNode {
  const now = useNow(phone.now, 10_000);
  const slots = slotsOfTheDay(view, now);
  // What is over when the page opens is folded away; what ends while it shows stays where it is.
  const [over] = useState(() => new Set(slots.filter(({ state }) => state === "past").map(({ slot }) => slot.id)));
  const earlier = slots.filter(({ slot }) => over.has(slot.id));
  const rest = slots.filter(({ slot }) => !over.has(slot.id));
  const minutes = minutesAttended(view, now);
  const changed = useChanges(view);
  const stops = (shown: TimedSlot[]): VNode => (
    <ol class="day">
      {shown.map((timed) => (
        <StopRow
          key={timed.slot.id}
          phone={phone}
          view={view}
          timed={timed}
          now={now}
          change={changed(timed.slot.id)}
          refusals={refusals}
        />
      ))}
    </ol>
  );
  return (
    <>
      <h1 tabIndex={-1}>{t("My day")}</h1>
      {view.schedule ? <Musts phone={phone} view={view} now={now} /> : <Waiting phone={phone} view={view} />}
      {earlier.length > 0 && (
        <details class="earlier">
          <summary>{tn("Earlier: {count} slot", "Earlier: {count} slots", earlier.length)}</summary>
          {stops(earlier)}
        </details>
      )}
      {rest.length > 0 ? stops(rest) : earlier.length > 0 && <p class="soft">{t("That was the last one today.")}</p>}
      {minutes > 0 && (
        <p class="soft">
          {tn(
            "You have been in sessions for {count} minute so far.",
            "You have been in sessions for {count} minutes so far.",
            minutes,
          )}
          {" "}
          <a class="tall" href={`${phone.boot.base}/certificate`}>
            {t("Certificate")}
          </a>
        </p>
      )}
      {view.schedule && (
        <p class="day__more">
          <a class="button button--quiet" href={`${phone.boot.base}/calendar`}>
            {t("Add to my calendar")}
          </a>
        </p>
      )}
      {view.schedule && Object.keys(view.day).length > 0 && <LateAsk boot={phone.boot} />}
    </>
  );
}

const GLANCE = 700; // ms: what was on the screen for less was not read

/** By slot: what has changed since this device showed the day last. It is marked until the person looks away. */
function useChanges(view: View): (slot: string) => Change | undefined {
  const camp = view.camp!.id;
  const person = view.me?.person ?? "";
  const [before, setBefore] = useState(() => recall(camp, person));
  const day = useMemo(() => seenDay(view), [view.day, view.schedule, view.slots, view.rooms, view.topics]);
  const latest = useRef(day);
  latest.current = view.schedule && person ? day : {};
  useEffect(() => {
    let since = performance.now();
    const look = (): void => {
      if (document.visibilityState === "visible") since = performance.now();
      else away();
    };
    const away = (): void => {
      if (performance.now() - since < GLANCE || Object.keys(latest.current).length === 0) return;
      remember(camp, person, latest.current);
      setBefore(latest.current);
    };
    document.addEventListener("visibilitychange", look);
    addEventListener("pagehide", away);
    return () => {
      document.removeEventListener("visibilitychange", look);
      removeEventListener("pagehide", away);
      away();
    };
  }, [camp, person]);
  return (slot) => changeIn(slot, before, day);
}

function Changed({ view, change: { kind, was } }: { view: View; change: Change }): VNode {
  const words = { title: was?.title ?? "", room: was?.roomName ?? "", time: clock(was?.start ?? 0, view.camp!.time_zone) };
  return (
    <p class="stop__changed">
      <span class="mark">{kind === "new" ? t("New") : t("Changed")}</span>{" "}
      {kind === "moved" && t("Before: {room}, {time}", words)}
      {kind === "other" && t("Before: “{title}”, {room}", words)}
      {kind === "gone" && t("“{title}” is not here any more.", words)}
    </p>
  );
}

/** Before publication: what will happen, and what to do meanwhile. */
function Waiting({ phone, view }: { phone: Phone; view: View }): VNode {
  const voting = view.camp?.phases.includes("vote");
  const votes = view.votes.size;
  return (
    <div class="empty">
      <p>{t("Your day is not ready yet.")}</p>
      <p>
        {voting
          ? t("After the voting, the organizers make the schedule. Your votes decide where you go.")
          : t("The organizers are making the schedule. You need not do anything.")}{" "}
        {t("It appears here by itself.")}
      </p>
      <p class="soft">
        {votes > 0
          ? tn("You have voted for {count} topic.", "You have voted for {count} topics.", votes)
          : t("You have not voted yet.")}
      </p>
      {voting && (
        <a class="button" href={`${phone.boot.base}/`}>
          {votes > 0 ? t("Vote for more topics") : t("Vote for topics")}
        </a>
      )}
    </div>
  );
}

/** How much of what one must not miss is in the day, and when the rest can still be met. */
function Musts({ phone, view, now }: { phone: Phone; view: View; now: number }): VNode | null {
  const going = new Set(Object.values(view.day).map(({ topic }) => topic));
  const musts = [...view.votes].filter(([id, weight]) => weight === "must" && sessionsOf(view, id).length > 0);
  const missed = musts
    .flatMap(([id]) => (going.has(id) ? [] : [{ topic: view.topics.get(id)!, on: elsewhere(view, id, now) }]))
    .sort((a, b) => a.topic.title.localeCompare(b.topic.title));
  const met = missed.filter(({ on }) => on.length > 0);
  if (musts.length === 0) return null;
  const sum = t("Must-haves in your day: {got} of {all}", { got: musts.length - missed.length, all: musts.length });
  if (met.length === 0) return <p class="musts">{sum}</p>;
  return (
    <details class="musts" open={met.length === 1}>
      <summary>{sum}</summary>
      <ul>
        {met.map(({ topic, on }) => (
          <li key={topic.id}>
            <a href={`${phone.boot.base}/topics/${topic.id}`}>{topic.title}</a>
            {on.map((other) => (
              <Missed key={other.session.slot} phone={phone} view={view} other={other} />
            ))}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Where a must-have is on that one does not go to, and what stands against it. */
function Missed({ phone, view, other: { session, time, room } }: { phone: Phone; view: View; other: Elsewhere }): VNode {
  const stop = view.day[session.slot];
  const clash = stop && { title: view.topics.get(stop.topic)?.title ?? "" };
  const hosting = stop?.why === "host";
  return (
    <>
      <p>{t("{time} in {room}", { time, room })}</p>
      {clash && (
        <p class="soft">
          {hosting ? t("You host “{title}” at that time.", clash) : t("At that time you go to “{title}”.", clash)}
        </p>
      )}
      {!hosting && !view.camp?.phases.includes("closed") && <GoHere phone={phone} session={session} free={!stop} />}
    </>
  );
}

interface StopRowProps {
  phone: Phone;
  view: View;
  timed: TimedSlot;
  now: number;
  change: Change | undefined;
  refusals: Refusals;
}

function StopRow({ phone, view, timed: { slot, state, date }, now, change, refusals }: StopRowProps): VNode {
  const refused = refusals.get(slot.id);
  const stop = view.day[slot.id];
  const session = stop && sessionsIn(view.schedule, slot.id).find(({ topic }) => topic === stop.topic);
  const topic = session && view.topics.get(session.topic);
  const others = session ? elsewhere(view, session.topic, now, session) : [];
  const choosing = state !== "past" && stop?.why !== "host" && !view.camp?.phases.includes("closed");
  const counting = isCounting(view, slot, now);
  const kind = slot.is_break ? " stop--break" : "";
  return (
    <li class={`stop stop--${state}${kind}`} id={`slot-${slot.id}`}>
      {date && <p class="day__date">{date}</p>}
      <p class="stop__time">
        {span(slot.start, slot.end, view.camp!.time_zone)} <StateMark state={state} />
      </p>
      {change && <Changed view={view} change={change} />}
      {topic ? (
        <>
          <h2 class="stop__title">
            <a href={`${phone.boot.base}/topics/${topic.id}`}>{topic.title}</a>
          </h2>
          <p class="stop__room">
            <RoomWords view={view} room={session.room} />
          </p>
          <p class="stop__why">{whyWords(stop)}</p>
          <NotesLink topic={topic} />
          {counting && <Here phone={phone} view={view} session={session!} mine />}
          <Again others={others} />
          {stop.why === "host" ? (
            <>
              <Answer phone={phone} view={view} session={session} refused={refused} />
              {state !== "past" && (
                <a class="button" href={`${phone.boot.base}/topics/${topic.id}/kit`}>
                  {t("Pocket kit")}
                </a>
              )}
            </>
          ) : (
            <div class="stop__news" role="status">
              <Late phone={phone} view={view} session={session} />
            </div>
          )}
          {choosing && others.map((other) => <GoThen key={other.session.slot} phone={phone} view={view} other={other} />)}
        </>
      ) : (
        <p class="stop__title">{slot.title}</p>
      )}
      {!slot.is_break && view.schedule && (
        <Others
          phone={phone}
          view={view}
          slot={slot.id}
          stop={stop}
          past={state === "past"}
          now={now}
          refusals={refusals}
        />
      )}
      {session && topic && (
        <Requests key={topic.id} phone={phone} view={view} refusals={refusals} session={session} now={now} asking />
      )}
      {counting && (
        <p>
          <a class="button button--quiet" href={`${phone.boot.base}/now`}>
            {t("See all that is on")}
          </a>
        </p>
      )}
    </li>
  );
}

export function StateMark({ state }: { state: TimedSlot["state"] }): VNode | null {
  if (state === "now") return <span class="mark mark--now">{t("Now")}</span>;
  if (state === "next") return <span class="mark">{t("Next")}</span>;
  return null;
}

function whyWords({ why }: StopDocument): string {
  switch (why) {
    case "host":
      return t("You host this: you start the conversation.");
    case "choice":
      return t("You chose this.");
    case "seat":
      return t("Chosen for you from your votes.");
    default:
      return t("You voted for this.");
  }
}

/** To the topic's other session, unless one hosts something then. */
function GoThen({ phone, view, other: { session, time } }: { phone: Phone; view: View; other: Elsewhere }): VNode | null {
  const { slot, topic } = session;
  if (view.day[slot]?.why === "host") return null;
  const go = (): void => phone.ask({ do: "choose-session", slot, topic });
  return (
    <button type="button" class="button button--quiet" onClick={go}>
      {t("Go at {time} instead", { time })}
    </button>
  );
}

interface OthersProps {
  phone: Phone;
  view: View;
  slot: string;
  stop: StopDocument | undefined;
  past: boolean;
  now: number;
  refusals: Refusals;
}

/** The other sessions of a slot. A host has nowhere else to be. */
function Others({ phone, view, slot, stop, past, now, refusals }: OthersProps): VNode | null {
  const others = sessionsIn(view.schedule, slot).filter(({ topic }) => topic !== stop?.topic && view.topics.has(topic));
  if (stop?.why === "host") return null;
  if (past || view.camp?.phases.includes("closed")) {
    return stop ? null : <p class="soft">{t("Nothing was planned for you here.")}</p>;
  }
  const back = (): void => phone.ask({ do: "choose-session", slot, topic: null });
  return (
    <>
      {!stop && (
        <p class="soft">
          {others.length > 0
            ? t("Nothing is planned for you here. Go wherever you like.")
            : t("No sessions in this slot.")}
        </p>
      )}
      <Refusal refused={refusals.get(slot)} />
      {others.length > 0 && (
        <details class="others">
          <summary>
            {stop
              ? tn(
                  "Go somewhere else: {count} other session",
                  "Go somewhere else: {count} other sessions",
                  others.length,
                )
              : tn("See {count} session", "See {count} sessions", others.length)}
          </summary>
          <ul class="sessions">
            {others.map((session) => (
              <SessionRow key={session.topic} phone={phone} view={view} session={session} now={now} mine={false}>
                <GoHere phone={phone} session={session} free={!stop} />
                <Requests phone={phone} view={view} refusals={refusals} session={session} now={now} asking={false} />
              </SessionRow>
            ))}
          </ul>
        </details>
      )}
      {stop?.why === "choice" && (
        <button type="button" class="button button--quiet" onClick={back}>
          {t("Go back to what was suggested")}
        </button>
      )}
    </>
  );
}
