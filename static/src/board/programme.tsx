/** The published schedule: what is on and what comes, always; below it every slot's sessions, page by page. */
import { useMemo } from "preact/hooks";
import { spoken, t, tn } from "../i18n.ts";
import { clock, span } from "../time.ts";
import type { SessionDocument, Slot } from "../wire.ts";
import { agendaAt, byRoom, isOver, slotsInTurn, type Agenda } from "./agenda.ts";
import type { Scene } from "./board.tsx";
import { Deck, type Group, type Item } from "./deck.tsx";
import { Place } from "./icons.tsx";
import { PageNumber } from "./wall.tsx";
import { otherDay, timeLeft } from "./words.ts";

/** The least width of a session, in lines. */
const SESSION = 13;
/** How long the board says that a schedule is not the one people saw before. */
const CHANGED_MS = 10 * 60_000;

export function NowNext({ camp, view, now }: Scene) {
  const agenda = agendaAt(view.slots.values(), now);
  const zone = camp.time_zone;
  return (
    <div class="now-next">
      {isOver(agenda) ? (
        <div class="moment moment--over">
          <h2 class="moment__label">{t("Now")}</h2>
          <p class="moment__title">{t("All sessions are over. Thank you!")}</p>
        </div>
      ) : (
        <>
          {agenda.now.length > 0 && <Moment label={t("Now")} slots={agenda.now} now={now} zone={zone} current />}
          {agenda.next.length > 0 && <Moment label={t("Next")} slots={agenda.next} now={now} zone={zone} />}
        </>
      )}
    </div>
  );
}

interface MomentProps {
  label: string;
  slots: readonly Slot[];
  now: number;
  zone: string;
  current?: boolean;
}

function Moment({ label, slots, now, zone, current = false }: MomentProps) {
  const last = slots[slots.length - 1]!;
  const date = otherDay(last.start, now, zone);
  return (
    <div class={current ? "moment moment--now" : "moment"}>
      <h2 class="moment__label">{label}</h2>
      <p class="moment__time">
        {current ? t("until {time}", { time: clock(last.end, zone) }) : clock(last.start, zone)}
      </p>
      <p class="moment__title">{slots.map(({ title }) => title).join(" · ")}</p>
      <p class="moment__left">{timeLeft(last, now) ?? date}</p>
    </div>
  );
}

export function Programme({ camp, view, now }: Scene) {
  const { schedule, slots, rooms, topics } = view;
  const zone = camp.time_zone;
  const inSlot = useMemo(() => {
    const found = new Map<string, SessionDocument[]>();
    const compare = new Intl.Collator(spoken(), { numeric: true }).compare;
    for (const session of schedule?.sessions ?? []) {
      if (topics.has(session.topic)) found.set(session.slot, [...(found.get(session.slot) ?? []), session]);
    }
    for (const [slot, sessions] of found) found.set(slot, byRoom(sessions, rooms, compare));
    return found;
  }, [schedule, topics, rooms]);

  const agenda = agendaAt(slots.values(), now);
  const turn = slotsInTurn(agenda, new Set(inSlot.keys()), now);
  // Time passes every second, but what is in turn seldom changes: cards are laid out again only then.
  const shape = `${turn.map(({ id }) => id)} ${agenda.now.map(({ id }) => id)}`;
  const groups = useMemo<Group[]>(() => {
    const ofSlots = turn.map((slot) => ({
      key: slot.id,
      items: inSlot.get(slot.id)!.map((session): Item => {
        const topic = topics.get(session.topic)!;
        const room = rooms.get(session.room)?.name ?? "";
        return {
          id: `${session.room} ${session.topic}`,
          stamp: `${room}\n${topic.title}`,
          draw: () => <SessionCard room={room} title={topic.title} kind={topic.kind} />,
        };
      }),
    }));
    const overview = agenda.all.length > 1 && turn.length > 1 ? [dayGroup(agenda, inSlot, zone)] : [];
    // First what people came to look up: what is on and what is next. Then the day as a whole.
    const front = agenda.now.some((slot) => inSlot.has(slot.id)) ? 2 : 1;
    return [...ofSlots.slice(0, front), ...overview, ...ofSlots.slice(front)];
  }, [shape, inSlot, topics, rooms, slots, zone]);

  return (
    <section class="stage">
      <Deck
        groups={groups}
        least={SESSION}
        even
        now={now}
        head={(group, page, of) => {
          const slot = slots.get(group.key);
          return (
            <>
              {slot ? (
                <SlotTitle slot={slot} agenda={agenda} now={now} zone={zone} />
              ) : (
                <h2 class="deck__title">{t("The day")}</h2>
              )}
              {schedule && schedule.number > 1 && now - schedule.at < CHANGED_MS && (
                <p class="deck__changed">{t("Changed at {time}", { time: clock(schedule.at, zone) })}</p>
              )}
              <PageNumber page={page} of={of} />
            </>
          );
        }}
      />
    </section>
  );
}

function SlotTitle({ slot, agenda, now, zone }: { slot: Slot; agenda: Agenda; now: number; zone: string }) {
  const on = agenda.now.includes(slot);
  const date = otherDay(slot.start, now, zone);
  return (
    <h2 class={on ? "deck__title deck__title--now" : "deck__title"}>
      {on && <b class="deck__now">{t("Now")}</b>}
      <span class="deck__name">{slot.title}</span>
      <span class="deck__time">
        {date && `${date}, `}
        {span(slot.start, slot.end, zone)}
      </span>
    </h2>
  );
}

interface SessionCardProps {
  room: string;
  title: string;
  kind: "lead" | "learn";
}

/** Where and what; who starts it stands on the phones, which are nearer. */
function SessionCard({ room, title, kind }: SessionCardProps) {
  return (
    <article class={`card card--${kind} session`}>
      <p class="session__room">
        <Place />
        <span>{room}</span>
      </p>
      <h3 class="card__title">{title}</h3>
    </article>
  );
}

/** Every slot and break of the day, with what it is and how much is in it. */
function dayGroup(agenda: Agenda, inSlot: ReadonlyMap<string, readonly unknown[]>, zone: string): Group {
  return {
    key: "",
    items: agenda.all.map((slot) => {
      const sessions = inSlot.get(slot.id)?.length ?? 0;
      const on = agenda.now.includes(slot);
      return {
        id: slot.id,
        stamp: `${slot.title} ${slot.start} ${slot.end} ${sessions} ${on}`,
        draw: () => (
          <article class={`stop${on ? " stop--now" : ""}${slot.is_break ? " stop--break" : ""}`}>
            <p class="stop__time">
              {span(slot.start, slot.end, zone)}
              {on && <b class="deck__now">{t("Now")}</b>}
            </p>
            <h3 class="stop__title">{slot.title}</h3>
            {!slot.is_break && <p class="stop__why">{tn("{count} session", "{count} sessions", sessions)}</p>}
          </article>
        ),
      };
    }),
  };
}
