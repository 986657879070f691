/**
 * News, over whatever page shows: so nothing below moves. About a session that the person hosts it fills the screen.
 * A press counts only for what has been on the screen long enough to be read at a glance.
 */
import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import { clock, span } from "../time.ts";
import { isAboutTimes, timesWords } from "../ui/times-words.ts";
import type { Announcement, Notice, SessionDocument, SetVote } from "../wire.ts";
import { Answer } from "./answer.tsx";
import { AskHost } from "./ask-host.tsx";
import { sessionsOf, stopsSince } from "./day-plan.ts";
import { LateAsk } from "./late-push.tsx";
import { isHosting, notOver, toTell } from "./news.ts";
import { OffersPart } from "./offers.tsx";
import type { Phone, Refusals } from "./phone.ts";
import { Refusal } from "./refusal.tsx";
import { turnNews } from "./turns.ts";

type Weight = SetVote["weight"];

const GLANCE = 700; // ms: a press sooner was meant for what was there before

interface NewsSheetProps {
  phone: Phone;
  view: View;
  refusals: Refusals;
  announcements: readonly Announcement[];
  /** Announcements up to here have been read. */
  read(ids: readonly string[]): void;
  /** The page below tells whose turn it is. */
  onStage: boolean;
}

export function NewsSheet({ phone, view, refusals, announcements, read, onStage }: NewsSheetProps): VNode | null {
  const open = notOver(view.notices, view.slots, phone.now()).filter(
    ({ kind, topic }) => kind !== "offered" || view.offers.get(topic!)?.some(({ welcome }) => !welcome),
  );
  const notices = toTell(open, view.schedule);
  const lost = [...refusals].filter(([, { text }]) => text !== undefined);
  const hosting = notices.some(isHosting);
  const asks = asksOf(view);
  const [seen, setSeen] = useState<string | undefined>(undefined);
  const told = turnNews(view);
  const turn = told === seen || onStage ? undefined : told;
  const since = useAppearances([
    ...(turn ? [turn] : []),
    ...asks.map((id) => `ask-${id}`),
    ...view.notices.map(({ id }) => `notice-${id}`),
    ...announcements.map(({ id }) => `announcement-${id}`),
  ]);
  const sheet = useRef<HTMLDivElement>(null);
  useInert(hosting);
  useEffect(() => {
    if (hosting) sheet.current?.focus();
  }, [hosting]);
  const [asking, setAsking] = useState(false);
  if (notices.length + asks.length + announcements.length + lost.length + (turn ? 1 : 0) === 0) {
    return asking ? <LateAsk boot={phone.boot} sheet done={() => setAsking(false)} /> : null;
  }

  const glanced = (name: string): boolean => performance.now() - since.get(name)! >= GLANCE;
  const gotIt = (): void => {
    const last = view.notices.filter(({ id }) => glanced(`notice-${id}`)).pop();
    if (last) phone.ask({ do: "see-notices", up_to: last.id });
    if (last && hosting) setAsking(true); // now they know what it would be good for
    if (turn && glanced(turn)) setSeen(turn);
    read(announcements.map(({ id }) => id).filter((id) => glanced(`announcement-${id}`)));
  };

  const throwAway = (subject: string): void => {
    phone.drafts.drop(subject);
    phone.dismiss(subject);
  };

  return (
    <div
      class={`sheet${hosting ? " sheet--hosting" : ""}`}
      role={hosting ? "alertdialog" : "region"}
      aria-label={t("News for you")}
      tabIndex={-1}
      ref={sheet}
    >
      {lost.map(([subject, refused]) => (
        <div key={subject} class="notice notice--lost">
          <p class="notice__title">
            {t("“{title}” was not saved. Your text is kept.", { title: refused.text!.title })}
          </p>
          <p class="notice__text">{refused.message}</p>
          <div class="buttons">
            <button type="button" class="button" onClick={() => phone.resume(subject, refused)}>
              {t("Open my text")}
            </button>
            <button type="button" class="button button--danger" onClick={() => throwAway(subject)}>
              {t("Throw it away")}
            </button>
          </div>
        </div>
      ))}
      {turn && (
        <div class="notice">
          <p class="notice__title">
            {turn === "next" ? t("You are next in the smackdown.") : t("You are on in the smackdown.")}
          </p>
          <p class="notice__text">
            {turn === "next" ? t("Come to the front.") : t("You have two minutes.")}{" "}
            <a href={`${phone.boot.base}/smackdown`}>{t("Look at your turn")}</a>
          </p>
        </div>
      )}
      {notices.map((notice) => (
        <Told key={notice.id} phone={phone} view={view} notice={notice} refusals={refusals} />
      ))}
      {asks.map((id) => (
        <AskHost
          key={id}
          phone={phone}
          view={view}
          refusals={refusals}
          topic={id}
          glanced={() => glanced(`ask-${id}`)}
        />
      ))}
      {announcements.map(({ id, text, at }) => (
        <p key={id} class="announcement">
          {text} <time dateTime={new Date(at).toISOString()}>{clock(at, view.camp!.time_zone)}</time>
        </p>
      ))}
      {(turn || notices.length + announcements.length > 0) && (
        <button type="button" class="button button--wide" onClick={gotIt}>
          {t("Got it")}
        </button>
      )}
    </div>
  );
}

/** Topics that the person is asked to host, and that still look for one. */
function asksOf({ me, topics, camp }: View): string[] {
  if (camp?.phases.includes("closed")) return [];
  return (me?.asked ?? []).filter((id) => topics.has(id) && !topics.get(id)?.hosts?.length);
}

/** When each of these things was first drawn, by this page's own clock. */
function useAppearances(names: readonly string[]): ReadonlyMap<string, number> {
  const since = useRef(new Map<string, number>());
  for (const name of names) if (!since.current.has(name)) since.current.set(name, performance.now());
  return since.current;
}

/** Keeps fingers, keys and readers out of the page while something covers it. */
function useInert(covered: boolean): void {
  useLayoutEffect(() => {
    for (const element of document.querySelectorAll("#app, .tabs, .bar")) element.toggleAttribute("inert", covered);
  }, [covered]);
}

interface ToldProps {
  phone: Phone;
  view: View;
  notice: Notice;
  refusals: Refusals;
}

function Told({ phone, view, notice, refusals }: ToldProps): VNode {
  const { kind, title, topic, from_title } = notice;
  const now = cell(view, notice.slot, notice.room);
  const before = cell(view, notice.from_slot, notice.from_room);
  const others = topic === null ? [] : sessionsOf(view, topic).filter(({ slot }) => slot !== notice.slot);
  if (kind === "announced") {
    return (
      <div class="notice">
        <p class="notice__kind">{t("The organizers tell you")}</p>
        <p class="notice__title">{title}</p>
      </div>
    );
  }
  if (kind === "parted") {
    return (
      <div class="notice notice--merged">
        <p class="notice__title">{t("“{title}” is a topic of its own again, apart from “{from}”.", { from: from_title, title })}</p>
        {notice.carried && <p class="notice__text">{t("Your vote for it counts there.")}</p>}
      </div>
    );
  }
  if (kind === "merged") {
    const hosts = view.topics.get(topic!)?.hosts ?? [];
    const hosting = !!view.me && hosts.includes(view.me.person);
    const carried = view.topics.has(topic!) && !view.camp?.phases.includes("closed") ? notice.carried : null;
    const taken = !view.votes.has(topic!);
    const set = (weight: Weight): void => phone.ask({ do: "set-vote", topic: topic!, weight });
    return (
      <div class="notice notice--merged">
        <p class="notice__title">{t("“{from}” is now part of “{title}”.", { from: from_title, title })}</p>
        {hosts.length > 1 && hosting && (
          <p class="notice__text">{t("You host it together. Say hello to each other.")}</p>
        )}
        {carried && (
          <>
            <p class="notice__text" role="status">
              {taken ? t("You took your vote back.") : t("Your vote went along.")}
            </p>
            <button type="button" class="button button--quiet" onClick={() => set(taken ? carried : "none")}>
              {taken ? t("Put my vote back") : t("Take my vote back")}
            </button>
          </>
        )}
        <Refusal refused={refusals.get(topic!)} />
      </div>
    );
  }
  if (kind === "declined") {
    return (
      <div class="notice">
        <p class="notice__title">{t("“{title}” stays where it is.", { title })}</p>
        {before && (
          <p class="notice__place">
            <span>{before.room}</span> <span>{before.time}</span>
          </p>
        )}
        <p class="notice__text">
          {t("You asked for another time. The organizers looked for a way and found none. Thank you for saying what you need.")}
        </p>
      </div>
    );
  }
  if (kind === "offered" || kind === "welcomed" || kind === "thanked") {
    return (
      <div class={`notice notice--${kind}`}>
        <p class="notice__title">{togetherWords(notice)}</p>
        {kind === "offered" ? (
          <OffersPart phone={phone} view={view} refusals={refusals} topic={topic!} />
        ) : (
          <p class="notice__text">
            {kind === "welcomed"
              ? t("Say hello to each other. You need not know the answers.")
              : t("Thank you for offering. What you have to say is as welcome.")}
          </p>
        )}
      </div>
    );
  }
  if (kind === "asked" || kind === "released") {
    return <AboutHosting phone={phone} view={view} notice={notice} refusals={refusals} />;
  }
  if (isAboutTimes(notice)) return <Times view={view} notice={notice} />;
  const session = isHosting(notice) && sessionsOf(view, topic!).find((each) => isAt(each, notice));
  return (
    <div class={`notice notice--${kind}`}>
      <p class="notice__kind">{headline(notice)}</p>
      <p class="notice__title">{title}</p>
      {now && (
        <p class="notice__place">
          <span>{now.room}</span> <span>{now.time}</span>
        </p>
      )}
      {before && <p class="notice__text">{t("Before: {room}, {time}", before)}</p>}
      {others.map((session) => (
        <p key={session.slot} class="notice__text">
          {alsoWords(view, notice, session)}
        </p>
      ))}
      {kind === "unplaced" && others.length > 0 ? null : <p class="notice__text">{meaning(notice)}</p>}
      {session && <Answer phone={phone} view={view} session={session} refused={refusals.get(session.slot)} />}
    </div>
  );
}

function togetherWords({ kind, title }: Notice): string {
  if (kind === "offered") return t("Somebody would host “{title}” with you.", { title });
  if (kind === "welcomed") return t("You host “{title}” together now.", { title });
  return t("“{title}” goes on without a co-host this time.", { title });
}

/** Could they host it? Or: others do now. */
function AboutHosting({ phone, view, notice, refusals }: ToldProps): VNode {
  const { kind, topic, title } = notice;
  const where = cell(view, notice.slot, notice.room);
  if (kind === "released") {
    return (
      <div class="notice notice--released">
        <p class="notice__title">{t("Others look after “{title}” now.", { title })}</p>
        <p class="notice__text">{t("You need not be there as its host. You are welcome like everybody.")}</p>
      </div>
    );
  }
  const claim = (): void => {
    phone.ask({ do: "claim-topic", topic: topic!, claimed: true });
    phone.ask({ do: "see-notices", up_to: notice.id });
  };
  return (
    <div class="notice notice--asked">
      <p class="notice__title">{t("Could you start “{title}”?", { title })}</p>
      {where && (
        <p class="notice__place">
          <span>{where.room}</span> <span>{where.time}</span>
        </p>
      )}
      <p class="notice__text">
        {t("Its host cannot come, and you wanted it. You start the conversation; you need not know the answers.")}
      </p>
      <button type="button" class="button" onClick={claim}>
        {t("Yes, I’ll start it")}
      </button>
      <Refusal refused={refusals.get(topic!)} />
    </div>
  );
}

/** What has moved, and when and where the person's own sessions are now. */
function Times({ view, notice }: { view: View; notice: Notice }): VNode {
  const zone = view.camp!.time_zone;
  return (
    <div class="notice notice--times">
      <p class="notice__kind">{t("The times have changed")}</p>
      {timesWords(notice, view.slots, zone).map((words) => (
        <p key={words} class="notice__title">
          {words}
        </p>
      ))}
      {stopsSince(view, notice).map(({ slot, room, title }) => (
        <p key={slot.id} class="notice__text">
          {t("{time}: “{title}”, {room}", { time: span(slot.start, slot.end, zone), title, room })}
        </p>
      ))}
    </div>
  );
}

/** Of a topic with a repeat: the session that the notice is not about. */
function alsoWords(view: View, { kind, topic }: Notice, { slot, room }: SessionDocument): string {
  const where = {
    time: clock(view.slots.get(slot)?.start ?? 0, view.camp!.time_zone),
    room: view.rooms.get(room)?.name ?? "",
  };
  const hosting = !!view.me && !!view.topics.get(topic!)?.hosts?.includes(view.me.person);
  if (!hosting || kind === "day-changed") return t("It is also on at {time} in {room}.", where);
  return kind === "unplaced"
    ? t("You still host it at {time} in {room}.", where)
    : t("It runs twice: you host it at {time} in {room} as well.", where);
}

function isAt({ slot, room }: SessionDocument, notice: Notice): boolean {
  return slot === notice.slot && room === notice.room;
}

function headline({ kind, slot }: Notice): string {
  switch (kind) {
    case "placed":
      return t("You host a session");
    case "reminded":
      return t("Your session begins soon");
    case "moved":
      return t("Your session has moved");
    case "unplaced":
      return t("Your session is off the schedule");
    case "granted":
      return t("A session has moved, as you asked");
    default:
      return slot ? t("A session of your day has moved") : t("A session of your day is off");
  }
}

function meaning({ kind, slot }: Notice): string {
  switch (kind) {
    case "reminded":
      return t("The organizers would like to know whether you come. One tap is enough.");
    case "placed":
    case "moved":
      return t("Be there a little early. You start the conversation; the others do the rest.");
    case "unplaced":
      return t("You need not be anywhere for it. The organizers can tell you more.");
    default:
      return slot
        ? t("“My day” shows what it means for you. You may choose another session.")
        : t("You are free in that slot: choose another session in “My day”.");
  }
}

function cell(view: View, slot: string | null, room: string | null): { room: string; time: string } | undefined {
  const when = slot === null ? undefined : view.slots.get(slot);
  const where = room === null ? undefined : view.rooms.get(room);
  if (!when || !where) return undefined;
  return { room: where.name, time: span(when.start, when.end, view.camp!.time_zone) };
}
