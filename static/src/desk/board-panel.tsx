// What every board shows: by itself what the phase asks for, or what is chosen here, for as long as is said here.
import { useState } from "preact/hooks";
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import { clock } from "../time.ts";
import type { Takeover } from "../wire.ts";
import { useAsk, useSession } from "./asking.ts";
import { Refusal } from "./refusal.tsx";

const MINUTE = 60_000;

type BoardMode = Takeover["mode"];

const MODES: Readonly<Record<BoardMode, () => string>> = {
  join: () => t("How to join"),
  wall: () => t("The topics"),
  schedule: () => t("The schedule"),
  countdown: () => t("A countdown"),
  announcement: () => t("An announcement, large"),
  smackdown: () => t("The smackdown"),
  lapse: () => t("The day in fast motion"),
};

export function BoardPanel({ view, now }: { view: View; now: number }) {
  const session = useSession();
  const [mode, setMode] = useState<BoardMode>("join");
  const [minutes, setMinutes] = useState("5");
  const [topic, setTopic] = useState("");
  const [announcement, setAnnouncement] = useState("");
  const { ask, refusal, waiting } = useAsk();
  const { takeover } = view;
  const taken = takeover && (takeover.until === null || takeover.until > now) ? takeover : undefined;
  const show = (event: Event): void => {
    event.preventDefault();
    const length = Math.round(Number(minutes) * MINUTE);
    const until = length > 0 ? session.now() + length : null;
    const of = { topic: mode === "wall" ? topic || null : null, announcement: large ? announcement || null : null };
    void ask({ do: "show-on-board", mode, until, ...of });
  };
  const giveBack = (): void => void ask({ do: "show-on-board", mode: null });
  const large = mode === "announcement";
  const said = [...view.announcements.values()].filter((each) => each.until === null || each.until > now);
  const offered = (Object.keys(MODES) as BoardMode[]).filter(
    (each) => (each !== "announcement" || said.length > 0) && (each !== "smackdown" || view.smackdown),
  );
  const topics = [...view.topics.values()].sort((a, b) => a.title.localeCompare(b.title));
  return (
    <section class="panel" aria-labelledby="board-title">
      <h2 class="pane__title" id="board-title">
        {t("The board")}
      </h2>
      <p role="status">{taken ? saying(view, taken) : t("It shows by itself what the moment needs.")}</p>
      {taken ? (
        <p>
          <button type="button" class="button" disabled={waiting} onClick={giveBack}>
            {t("Let it show what it would by itself")}
          </button>
        </p>
      ) : null}
      <form class="form" onSubmit={show}>
        <div class="field">
          <label for="board-mode">{t("Show on the board")}</label>
          <select id="board-mode" value={mode} onChange={(event) => setMode(event.currentTarget.value as BoardMode)}>
            {offered.map((each) => (
              <option key={each} value={each}>
                {MODES[each]()}
              </option>
            ))}
          </select>
        </div>
        {mode === "wall" ? (
          <div class="field">
            <label for="board-topic">{t("One topic alone")}</label>
            <select id="board-topic" value={topic} onChange={(event) => setTopic(event.currentTarget.value)}>
              <option value="">{t("All of them")}</option>
              {topics.map(({ id, title }) => (
                <option key={id} value={id}>
                  {title}
                </option>
              ))}
            </select>
          </div>
        ) : null}
        {large ? (
          <div class="field">
            <label for="board-announcement">{t("Which one")}</label>
            <select
              id="board-announcement"
              value={announcement}
              onChange={(event) => setAnnouncement(event.currentTarget.value)}
            >
              <option value="">{t("The newest")}</option>
              {said.map(({ id, text }) => (
                <option key={id} value={id}>
                  {text}
                </option>
              ))}
            </select>
          </div>
        ) : null}
        <div class="field">
          <label for="board-minutes">{t("For how many minutes (empty: until you end it)")}</label>
          <input
            id="board-minutes"
            type="number"
            min="1"
            max="600"
            required={mode === "countdown"}
            value={minutes}
            onInput={(event) => setMinutes(event.currentTarget.value)}
          />
        </div>
        <Refusal words={refusal} />
        <div>
          <button class="button button--quiet" disabled={waiting}>
            {t("Show it")}
          </button>
        </div>
      </form>
    </section>
  );
}

function saying(view: View, { mode, until, topic, announcement }: Takeover): string {
  const one = topic ? view.topics.get(topic)?.title : announcement ? view.announcements.get(announcement)?.text : "";
  const shown = one || MODES[mode]();
  if (until === null) return t("It shows: {what}, until you end it.", { what: shown });
  return t("It shows: {what}, until {time}.", { what: shown, time: clock(until, view.camp?.time_zone ?? "UTC") });
}
