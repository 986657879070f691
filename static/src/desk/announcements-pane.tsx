// Words for everybody: on every phone and on the board, until they end.
import { useState } from "preact/hooks";
import { newId, type View } from "../core.ts";
import { t } from "../i18n.ts";
import { ago, clock } from "../time.ts";
import { useNow } from "../ui/use-now.ts";
import type { Announcement } from "../wire.ts";
import { limits } from "../wire.ts";
import { useAsk, useSession } from "./asking.ts";
import { leaveRow } from "./focus.ts";
import { Refusal } from "./refusal.tsx";

const MINUTE = 60_000;

export function AnnouncementsPane({ view }: { view: View }) {
  const session = useSession();
  const now = useNow(session.now, 20_000);
  const all = [...view.announcements.values()].sort((a, b) => b.at - a.at);
  const onShow = all.filter((each) => each.until === null || each.until > now);
  return (
    <div class="announcements">
      <AnnounceForm />
      <section aria-labelledby="announced-title">
        <h2 class="pane__title" id="announced-title">
          {t("On show")} <span class="count">{onShow.length}</span>
        </h2>
        {onShow.length === 0 ? <p class="empty">{t("Nothing is announced right now.")}</p> : null}
        <ul class="rows">
          {onShow.map((each) => (
            <AnnouncementRow key={each.id} view={view} announcement={each} now={now} />
          ))}
        </ul>
      </section>
    </div>
  );
}

function AnnounceForm() {
  const { now } = useSession();
  const [text, setText] = useState("");
  const [minutes, setMinutes] = useState("0");
  const { ask, refusal, waiting } = useAsk();
  const announce = async (event: Event): Promise<void> => {
    event.preventDefault();
    const until = Number(minutes) > 0 ? now() + Number(minutes) * MINUTE : null;
    const [ack] = await ask({ do: "announce", announcement: newId("a"), text, until });
    if (ack?.ok) setText("");
  };
  return (
    <form class="form announcements__form" onSubmit={(event) => void announce(event)}>
      <label class="field">
        <span class="field__label">{t("Tell everybody")}</span>
        <textarea
          rows={3}
          required
          maxLength={limits.ANNOUNCEMENT_MAX}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <span class="field__hint">{t("It appears on every phone and on the board.")}</span>
      </label>
      <label class="field field--short">
        <span class="field__label">{t("On show")}</span>
        <select value={minutes} onChange={(event) => setMinutes(event.currentTarget.value)}>
          <option value="0">{t("until you end it")}</option>
          <option value="10">{t("for 10 minutes")}</option>
          <option value="30">{t("for 30 minutes")}</option>
          <option value="60">{t("for an hour")}</option>
          <option value="240">{t("for four hours")}</option>
        </select>
      </label>
      <div class="form__does">
        <button type="submit" class="button" disabled={waiting}>
          {t("Announce")}
        </button>
      </div>
      <Refusal words={refusal} />
    </form>
  );
}

interface RowProps {
  view: View;
  announcement: Announcement;
  now: number;
}

function AnnouncementRow({ view, announcement, now }: RowProps) {
  const { ask, refusal, waiting } = useAsk();
  const { id, text, at, until } = announcement;
  const end = async (button: HTMLButtonElement): Promise<void> => {
    const goOn = leaveRow(button);
    const [ack] = await ask({ do: "end-announcement", announcement: id });
    if (ack?.ok) goOn();
  };
  const zone = view.camp?.time_zone ?? "UTC";
  return (
    <li class="row">
      <div class="row__line">
        <p class="row__main announcements__text">{text}</p>
        <p class="row__place">
          {ago(at, now)}
          {until === null ? "" : ` · ${t("until {time}", { time: clock(until, zone) })}`}
        </p>
        <div class="row__does">
          <button
            type="button"
            class="button button--quiet"
            disabled={waiting}
            onClick={(event) => void end(event.currentTarget)}
          >
            {t("End")}
            <span class="hush"> “{text}”</span>
          </button>
        </div>
      </div>
      <Refusal words={refusal} />
    </li>
  );
}
