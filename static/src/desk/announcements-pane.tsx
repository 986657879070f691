// Words for everybody: on every phone and on the board, until they end.
import { useState } from "preact/hooks";
import { newId, type View } from "../core.ts";
import { t } from "../i18n.ts";
import { ago, clock, instant } from "../time.ts";
import { useNow } from "../ui/use-now.ts";
import type { Announcement, Command, Planned, Whom } from "../wire.ts";
import { limits } from "../wire.ts";
import { useAsk, useSession } from "./asking.ts";
import { BoardPanel } from "./board-panel.tsx";
import { leaveRow } from "./focus.ts";
import { Refusal } from "./refusal.tsx";
import { SmackdownPanel } from "./smackdown-panel.tsx";

const MINUTE = 60_000;

export function AnnouncementsPane({ view }: { view: View }) {
  const session = useSession();
  const now = useNow(session.now, 20_000);
  const all = [...view.announcements.values()].sort((a, b) => b.at - a.at);
  const planned = [...view.planned.values()].sort((a, b) => a.at - b.at);
  const zone = view.camp?.time_zone ?? "UTC";
  const onShow = all.filter((each) => each.until === null || each.until > now);
  return (
    <div class="announcements">
      <AnnounceForm view={view} />
      <div class="announcements__board">
        <BoardPanel view={view} now={now} />
        <SmackdownPanel view={view} />
      </div>
      <section aria-labelledby="announced-title">
        <h2 class="pane__title" id="announced-title">
          {t("On show")} <span class="count">{onShow.length}</span>
        </h2>
        {onShow.length === 0 ? <p class="empty">{t("Nothing is announced right now.")}</p> : null}
        <ul class="rows">
          {onShow.map((each) => (
            <Row key={each.id} id={each.id} text={each.text} about={shownWords(zone, each, now)} does={t("End")} />
          ))}
        </ul>
      </section>
      {planned.length > 0 ? (
        <section aria-labelledby="planned-title">
          <h2 class="pane__title" id="planned-title">
            {t("Planned")} <span class="count">{planned.length}</span>
          </h2>
          <ul class="rows">
            {planned.map((each) => (
              <Row
                key={each.id}
                id={each.id}
                text={each.text}
                about={plannedWords(view, zone, each)}
                does={t("Take back")}
              />
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  );
}

/** Whom it is for: everybody, those in a room, or those who want a topic. */
type To = "everybody" | `room/${string}` | `topic/${string}`;

function whomOf(to: To): Whom | null {
  const [kind, id = ""] = to.split("/");
  if (kind === "room") return { room: id, topic: null };
  return kind === "topic" ? { room: null, topic: id } : null;
}

function AnnounceForm({ view }: { view: View }) {
  const { now } = useSession();
  const [to, setTo] = useState<To>("everybody");
  const [time, setTime] = useState("");
  const [said, setSaid] = useState("");
  const [text, setText] = useState("");
  const [minutes, setMinutes] = useState("0");
  const [large, setLarge] = useState(false);
  const { ask, refusal, waiting } = useAsk();
  const everybody = to === "everybody";
  const camp = view.camp;
  const zone = camp?.time_zone ?? "UTC";
  const announce = async (event: Event): Promise<void> => {
    event.preventDefault();
    setSaid("");
    const at = time === "" || !camp ? null : instant(camp.date, time, camp.time_zone);
    if (at !== null && at <= now()) return setSaid(t("{time} is over already. Choose a time that is still ahead.", { time }));
    const until = Number(minutes) > 0 && everybody ? (at ?? now()) + Number(minutes) * MINUTE : null;
    const announcement = newId("a");
    const said: Command = { do: "announce", announcement, text, until, at, whom: whomOf(to) };
    const over = everybody && at === null && large;
    const [ack] = await (over
      ? ask(said, { do: "show-on-board", mode: "announcement", until, announcement })
      : ask(said));
    if (!ack?.ok) return;
    setLarge(false);
    setText("");
    setTime("");
    setSaid(at === null ? t("It is said.") : t("It will be said at {time}.", { time: clock(at, zone) }));
  };
  const topics = [...view.topics.values()].sort((a, b) => a.title.localeCompare(b.title));
  return (
    <form class="form announcements__form" onSubmit={(event) => void announce(event)}>
      <label class="field">
        <span class="field__label">{t("What to say")}</span>
        <textarea
          rows={3}
          required
          maxLength={limits.ANNOUNCEMENT_MAX}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <span class="field__hint">
          {everybody
            ? t("It appears on every phone and on the board.")
            : t("It appears once, on the phones of those it is for, and not on the board.")}
        </span>
      </label>
      <label class="field">
        <span class="field__label">{t("To whom")}</span>
        <select value={to} onChange={(event) => setTo(event.currentTarget.value as To)}>
          <option value="everybody">{t("everybody")}</option>
          <optgroup label={t("whoever is in this room now, or comes next")}>
            {[...view.rooms.values()].map(({ id, name }) => (
              <option key={id} value={`room/${id}`}>
                {name}
              </option>
            ))}
          </optgroup>
          <optgroup label={t("whoever wants or hosts this topic")}>
            {topics.map(({ id, title }) => (
              <option key={id} value={`topic/${id}`}>
                {title}
              </option>
            ))}
          </optgroup>
        </select>
      </label>
      <label class="field field--short">
        <span class="field__label">{t("At (now, if empty)")}</span>
        <input type="time" value={time} onInput={(event) => setTime(event.currentTarget.value)} />
      </label>
      <label class="field field--short" hidden={!everybody}>
        <span class="field__label">{t("On show")}</span>
        <select value={minutes} onChange={(event) => setMinutes(event.currentTarget.value)}>
          <option value="0">{t("until you end it")}</option>
          <option value="10">{t("for 10 minutes")}</option>
          <option value="30">{t("for 30 minutes")}</option>
          <option value="60">{t("for an hour")}</option>
          <option value="240">{t("for four hours")}</option>
        </select>
      </label>
      <label class="check" hidden={!everybody || time !== ""}>
        <input type="checkbox" checked={large} onChange={(event) => setLarge(event.currentTarget.checked)} />
        <span>{t("Large, over the whole board, for as long")}</span>
      </label>
      <div class="form__does">
        <button type="submit" class="button" disabled={waiting}>
          {time === "" ? t("Announce") : t("Plan it")}
        </button>
      </div>
      <p class="form__said" role="status">
        {said}
      </p>
      <Refusal words={refusal} />
    </form>
  );
}

interface RowProps {
  id: string;
  text: string;
  /** When, and for whom. */
  about: string;
  /** What ends it. */
  does: string;
}

function Row({ id, text, about, does }: RowProps) {
  const { ask, refusal, waiting } = useAsk();
  const end = async (button: HTMLButtonElement): Promise<void> => {
    const goOn = leaveRow(button);
    const [ack] = await ask({ do: "end-announcement", announcement: id });
    if (ack?.ok) goOn();
  };
  return (
    <li class="row">
      <div class="row__line">
        <p class="row__main announcements__text">{text}</p>
        <p class="row__place">{about}</p>
        <div class="row__does">
          <button
            type="button"
            class="button button--quiet"
            disabled={waiting}
            onClick={(event) => void end(event.currentTarget)}
          >
            {does}
            <span class="hush"> “{text}”</span>
          </button>
        </div>
      </div>
      <Refusal words={refusal} />
    </li>
  );
}

function shownWords(zone: string, { at, until }: Announcement, now: number): string {
  const said = ago(at, now);
  return until === null ? said : `${said} · ${t("until {time}", { time: clock(until, zone) })}`;
}

function plannedWords(view: View, zone: string, { at, whom }: Planned): string {
  return whom ? `${clock(at, zone)} · ${whomWords(view, whom)}` : clock(at, zone);
}

function whomWords(view: View, { room, topic }: Whom): string {
  if (room) return t("people in {room}", { room: view.rooms.get(room)?.name ?? room });
  return t("people who want “{title}”", { title: view.topics.get(topic ?? "")?.title ?? topic ?? "" });
}
