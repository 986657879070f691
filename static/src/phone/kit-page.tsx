/** Pocket kit: what a host needs in the room, on one page. It is of use offline, too. */
import type { VNode } from "preact";
import { useRef, useState } from "preact/hooks";
import type { View } from "../core.ts";
import { t, tn } from "../i18n.ts";
import { clock } from "../time.ts";
import { CLOSING_MS, minutesAndSeconds } from "../ui/closing.ts";
import { forecastWords } from "../ui/forecast.ts";
import { useNow } from "../ui/use-now.ts";
import type { SessionDocument, Slot, TopicDocument } from "../wire.ts";
import { sessionsOf } from "./day-plan.ts";
import { NotesLink } from "./notes-link.tsx";
import type { Phone, Refusals } from "./phone.ts";
import { promptsFor } from "./prompts.ts";
import { Refusal } from "./refusal.tsx";
import { WhenAndWhere } from "./session-row.tsx";

export interface KitPageProps {
  phone: Phone;
  view: View;
  refusals: Refusals;
  topic: string;
}

export function KitPage({ phone, view, refusals, topic: id }: KitPageProps): VNode {
  const now = useNow(phone.now, 10_000);
  const topic = view.topics.get(id);
  const hosting = topic?.hosts?.includes(view.me?.person ?? "");
  const sessions = sessionsOf(view, id);
  // What is over when the page opens is not needed; what ends while it shows says so.
  const [over] = useState(() => new Set(sessions.filter((each) => endOf(view, each) <= now).map(({ slot }) => slot)));
  const shown = sessions.filter(({ slot }) => !over.has(slot));
  const closed = view.camp!.phases.includes("closed");
  if (!topic || !hosting) {
    return (
      <div class="empty">
        <h1 tabIndex={-1}>{t("This kit is for whoever hosts the session.")}</h1>
        <a class="button button--quiet" href={`${phone.boot.base}/day`}>
          {t("My day")}
        </a>
      </div>
    );
  }
  return (
    <>
      <a class="back" href={`${phone.boot.base}/day`}>
        {t("My day")}
      </a>
      <h1 tabIndex={-1}>
        <span class="kit__kind">{t("Pocket kit")}</span> {topic.title}
      </h1>
      {shown.map((session) => {
        const slot = view.slots.get(session.slot)!;
        return (
          <section key={session.slot} class="kit__session" aria-label={slot.title}>
            <WhenAndWhere phone={phone} view={view} session={session} />
            <Timer slot={slot} zone={view.camp!.time_zone} now={phone.now} />
            {!closed && slot.end > now && <Hand phone={phone} view={view} session={session} />}
            <Refusal refused={refusals.get(session.slot)} />
          </section>
        );
      })}
      {shown.length === 0 && (
        <p>
          {sessions.length > 0
            ? t("It is over. Thank you for starting it.")
            : t("It is not on the schedule yet. Its room and time appear here by themselves.")}
        </p>
      )}
      <Wanted view={view} topic={topic} />
      <section>
        <h2>{t("To begin with")}</h2>
        <p class="soft">{t("You start the conversation; you need not know the answers.")}</p>
        <ul class="kit__prompts">
          {promptsFor(topic.kind).map((prompt) => (
            <li key={prompt}>{prompt}</li>
          ))}
        </ul>
      </section>
      {!closed && <NotesForm phone={phone} topic={topic} refusals={refusals} />}
    </>
  );
}

function endOf({ slots }: View, { slot }: SessionDocument): number {
  return slots.get(slot)?.end ?? 0;
}

/** The figure is looked at; what is said aloud is said once, when there is something to do. */
function Timer({ slot, zone, now: clockNow }: { slot: Slot; zone: string; now(): number }): VNode {
  const now = useNow(clockNow, 1000);
  const [first] = useState(slot.end);
  const left = slot.end - now;
  const on = slot.start <= now && left > 0;
  const closing = on && left <= CLOSING_MS;
  const minutes = (ms: number): number => Math.ceil(ms / 60_000);
  return (
    <div class={closing ? "kit__time kit__time--closing" : "kit__time"}>
      <p class="kit__left" role="timer">
        {closing
          ? minutesAndSeconds(left)
          : on
            ? tn("{count} minute left", "{count} minutes left", minutes(left))
            : left > 0 && slot.start - now < 6 * 3_600_000
              ? tn("Begins in {count} minute", "Begins in {count} minutes", minutes(slot.start - now))
              : ""}
      </p>
      <p class="kit__said" role="status">
        {slot.end !== first && left > 0 && `${t("It ends at {time} now.", { time: clock(slot.end, zone) })} `}
        {closing && t("Five minutes left, or less. Time to find a good place to stop.")}
        {left <= 0 && t("The time is over. Thank you for starting it.")}
      </p>
    </div>
  );
}

/** One tap to the desk, which knows the room and who it is. */
function Hand({ phone, view, session: { topic, slot } }: { phone: Phone; view: View; session: SessionDocument }): VNode {
  const hand = view.day[slot]?.topic === topic ? view.day[slot].hand : undefined;
  const ask = (needed: boolean): void => phone.ask({ do: "need-hand", topic, slot, needed });
  return (
    <div class="kit__hand">
      {hand ? (
        <button type="button" class="button button--quiet" onClick={() => ask(false)}>
          {t("It is all right again")}
        </button>
      ) : (
        <button type="button" class="button" onClick={() => ask(true)}>
          {t("I need a hand")}
        </button>
      )}
      <p class="kit__said" role="status">
        {hand === "coming"
          ? t("Somebody is on the way to you.")
          : hand && view.link === "offline"
            ? t("You are offline: the organizers are told as soon as there is a connection. If it cannot wait, send somebody to them.")
            : hand
              ? t("The organizers see it: who you are, and in which room.")
              : t("A projector, a chair, a worry: the organizers are told your room, and come.")}
      </p>
    </div>
  );
}

/** How many will come, and what for. */
function Wanted({ view, topic }: { view: View; topic: TopicDocument }): VNode {
  const { interested = 0, must = 0 } = (!view.camp?.tallies_hidden && view.tallies.get(topic.id)) || {};
  const forecast = forecastWords(interested + must);
  const hopes = view.hopes.get(topic.id) ?? [];
  return (
    <section>
      <h2>{t("Who comes, and what for")}</h2>
      <p>
        {forecast
          ? t("People in the room: {forecast}.", { forecast })
          : t("Nobody can say how many will come. Whoever comes are the right people.")}
      </p>
      {hopes.length > 0 ? (
        <>
          <p class="soft">{tn("{count} of them hopes for:", "{count} of them hope for:", hopes.length)}</p>
          <ul class="kit__hopes">
            {hopes.map(({ number, text }) => (
              <li key={number}>{text}</li>
            ))}
          </ul>
        </>
      ) : (
        <p class="soft">{t("What they hope for appears here when somebody writes it. You can also ask them.")}</p>
      )}
    </section>
  );
}

interface NotesFormProps {
  phone: Phone;
  topic: TopicDocument;
  refusals: Refusals;
}

function NotesForm({ phone, topic, refusals }: NotesFormProps): VNode {
  const [typed, setTyped] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  const set = (link: string | null): void => {
    setTyped(undefined);
    phone.ask({ do: "set-notes", topic: topic.id, link });
  };
  const send = (event: Event): void => {
    event.preventDefault();
    set((typed ?? topic.notes ?? "").trim() || null);
  };
  const remove = (): void => {
    set(null);
    field.current?.focus();
  };
  return (
    <form class="kit__notes" onSubmit={send} noValidate>
      <h2>{t("Notes")}</h2>
      <label for="notes">{t("Link to a page that people write on together")}</label>
      <p class="field__hint" id="notes-hint">
        {t("Whoever has joined finds it on the topic and in their day. Make sure that everybody may open it.")}
      </p>
      <input
        id="notes"
        ref={field}
        name="link"
        type="url"
        inputMode="url"
        autocomplete="off"
        autocapitalize="none"
        placeholder="https://"
        aria-describedby="notes-hint"
        value={typed ?? topic.notes ?? ""}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
      <div class="buttons">
        <button class="button button--quiet">{t("Show it to everybody")}</button>
        {topic.notes && (
          <button type="button" class="button button--quiet" onClick={remove}>
            {t("Take it away")}
          </button>
        )}
      </div>
      <NotesLink topic={topic} />
      <Refusal refused={refusals.get(`set-notes ${topic.id}`)} />
    </form>
  );
}
