// A plan before it holds: what moves, and who is told what. One press makes it so, and one takes it back.
import { createContext, type ComponentChildren } from "preact";
import { useContext } from "preact/hooks";
import type { View } from "../core.ts";
import { t, tn } from "../i18n.ts";
import { clock, span } from "../time.ts";
import { timesWords, isAboutTimes } from "../ui/times-words.ts";
import type { Command, Notice, Preview, SessionMove, Slot, Telling } from "../wire.ts";
import { useAsk } from "./asking.ts";
import type { Foresight } from "./foreseen.ts";
import { titleOf } from "./moves.ts";
import { Refusal } from "./refusal.tsx";
import type { Removed } from "./removal.tsx";
import { changeName } from "./timetable.ts";

interface Props {
  view: View;
  foresight: Foresight;
  command: Command | undefined;
  /** On the button. */
  does: string;
  /** Said when it is done. */
  done: string;
  /** What else there is to say before. */
  children?: ComponentChildren;
}

/** Where it is said what was done last, with the way back: above all forms, for some are gone then. */
export const Made = createContext<(made: Removed) => void>(() => undefined);

export function ForeseenPart({ view, foresight, command, does, done, children }: Props) {
  const { ask, refusal, waiting } = useAsk();
  const tell = useContext(Made);
  const { preview, current } = foresight;
  const make = async (): Promise<void> => {
    if (!command) return;
    const [ack] = await ask(command);
    if (!ack?.ok) return;
    tell({ words: done, seq: ack.seq });
  };
  const nothing = preview && !changesAnything(preview);
  return (
    <section class="foreseen" aria-label={t("What would happen")}>
      <div class="foreseen__plan" data-old={command !== undefined && !current}>
        {foresight.refusal !== undefined ? (
          <p class="refusal" role="status">
            {foresight.refusal}
          </p>
        ) : null}
        {preview && foresight.refusal === undefined && command ? (
          <>
            {children}
            {nothing ? <p class="panel__text">{t("Nothing would change.")}</p> : <Changes view={view} preview={preview} />}
            {nothing ? null : <Told view={view} preview={preview} />}
          </>
        ) : null}
      </div>
      <div class="form__does">
        <button
          type="button"
          class="button"
          disabled={!command || !current || foresight.refusal !== undefined || nothing || waiting}
          onClick={() => void make()}
        >
          {does}
        </button>
      </div>
      <Refusal words={refusal} />
    </section>
  );
}

function changesAnything({ slots, phases, sessions, telling }: Preview): boolean {
  return slots.length + phases.length + sessions.length + telling.length > 0;
}

function Changes({ view, preview }: { view: View; preview: Preview }) {
  const zone = view.camp?.time_zone ?? "UTC";
  const { slots, phases, sessions } = preview;
  return (
    <>
      <h3 class="foreseen__title">{t("What moves")}</h3>
      <ul class="foreseen__moves">
        {slots.map((move) => (
          <li key={move.slot}>
            <b>{view.slots.get(move.slot)?.title}</b>{" "}
            <FromTo from={span(move.was_start, move.was_end, zone)} to={span(move.start, move.end, zone)} />
          </li>
        ))}
        {phases.map(({ was, change }) => (
          <li key={`${was} ${change.phase}`}>
            {changeName(change)} <FromTo from={clock(was, zone)} to={clock(change.at, zone)} />
          </li>
        ))}
        {sessions.map((move) => (
          <li key={`${move.topic} ${move.was?.slot} ${move.now?.slot}`}>
            <b>{titleOf(view, move.topic)}</b> <Way view={view} move={move} />
          </li>
        ))}
      </ul>
    </>
  );
}

function FromTo({ from, to }: { from: string; to: string }) {
  return (
    <span class="foreseen__way">
      <s>
        <span class="hush">{t("from")} </span>
        {from}
      </s>{" "}
      <span aria-hidden="true">→</span> <span class="hush">{t("to")} </span>
      <strong>{to}</strong>
    </span>
  );
}

function Way({ view, move: { was, now } }: { view: View; move: SessionMove }) {
  const words = (cell: { slot: string; room: string } | null): string =>
    cell ? `${view.slots.get(cell.slot)?.title ?? ""}, ${view.rooms.get(cell.room)?.name ?? ""}` : t("no place");
  return <FromTo from={words(was)} to={words(now)} />;
}

/** Each thing that would be told, with the names of whom. */
export function Told({ view, preview }: { view: View; preview: Preview }) {
  const slots = new Map(view.slots);
  for (const { slot, start, end } of preview.slots) {
    const before = slots.get(slot);
    if (before) slots.set(slot, { ...before, start, end });
  }
  return (
    <>
      <h3 class="foreseen__title">{t("Who is told what")}</h3>
      {preview.telling.length === 0 ? (
        <p class="panel__text">{t("Nobody has to be told anything.")}</p>
      ) : (
        <ul class="foreseen__told">
          {preview.telling.map((telling) => (
            <li key={JSON.stringify(telling.notice)}>
              <TellingPart view={view} telling={telling} slots={slots} />
            </li>
          ))}
        </ul>
      )}
      {preview.telling.length > 0 ? <p class="panel__text">{t("Nobody else is told anything.")}</p> : null}
    </>
  );
}

interface TellingProps {
  view: View;
  telling: Telling;
  slots: ReadonlyMap<string, Slot>;
}

function TellingPart({ view, telling: { notice, hosts, others }, slots }: TellingProps) {
  const named = (names: readonly string[]): string => names.map((name) => name || t("somebody")).join(", ");
  const count = hosts.length + others.length;
  return (
    <>
      <p class="foreseen__words">{noticeWords(view, notice, slots).join(" ")}</p>
      {count <= 3 ? (
        <p class="foreseen__who">
          {hosts.length > 0 ? `${t("Host: {names}", { names: named(hosts) })} ` : ""}
          {named(others)}
        </p>
      ) : (
        <details class="foreseen__who">
          <summary>{tn("{count} person", "{count} people", count)}</summary>
          {hosts.length > 0 ? <p>{t("Host: {names}", { names: named(hosts) })}</p> : null}
          <p tabIndex={0} class="foreseen__names">
            {named(others)}
          </p>
        </details>
      )}
    </>
  );
}

/** A notice as the desk says it: about others. */
export function noticeWords(view: View, notice: Notice, slots: ReadonlyMap<string, Slot>): string[] {
  const zone = view.camp?.time_zone ?? "UTC";
  if (isAboutTimes(notice)) return timesWords(notice, slots, zone);
  const when = slots.get(notice.slot ?? "");
  const where = view.rooms.get(notice.room ?? "");
  const before = slots.get(notice.from_slot ?? "");
  const room = view.rooms.get(notice.from_room ?? "");
  const { title } = notice;
  if (notice.kind === "released") return [t("Others look after “{title}” now.", { title })];
  if (notice.kind === "declined") return [t("“{title}” stays where it is.", { title })];
  if (notice.kind === "asked") return [t("Could you start “{title}”?", { title })];
  if (when && where) {
    const params = { title, room: where.name, time: clock(when.start, zone) };
    return [
      notice.kind === "placed"
        ? t("“{title}” is at {time} in {room}.", params)
        : t("“{title}” is now at {time} in {room}.", params),
    ];
  }
  return [
    before && room
      ? t("“{title}” is off; it was at {time} in {room}.", { title, room: room.name, time: clock(before.start, zone) })
      : t("“{title}” has no place any more", { title }),
  ];
}
