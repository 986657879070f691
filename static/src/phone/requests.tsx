/** Another time for a session: who asks for which, to be backed with one tap, and asking for one. */
import type { VNode } from "preact";
import { useRef, useState } from "preact/hooks";
import type { View } from "../core.ts";
import { t, tn } from "../i18n.ts";
import { clock, day } from "../time.ts";
import { isAhead, openRequests, otherTimes } from "../ui/requests.ts";
import { limits, type RequestDocument, type SessionDocument } from "../wire.ts";
import { requestSubject, type Phone, type Refusals } from "./phone.ts";
import { Refusal } from "./refusal.tsx";

export interface RequestsProps {
  phone: Phone;
  view: View;
  refusals: Refusals;
  session: SessionDocument;
  now: number;
  /** Whether to ask for one here; without, it is enough to see what others ask for. */
  asking: boolean;
}

export function Requests({ phone, view, refusals, session, now, asking }: RequestsProps): VNode | null {
  const open = openRequests(view, session, now);
  // What others ask for while this shows comes with the next look: nothing moves under a thumb.
  const [known] = useState(() => new Set(open.map(([key]) => key)));
  const shown = open.filter(([key]) => known.has(key) || view.wishes.includes(key));
  const closed = view.camp?.phases.includes("closed");
  if (!view.me || closed || !isAhead(view, session.slot, now)) return null;
  return (
    <div class="requests">
      {shown.map(([key, request]) => (
        <Asked key={key} phone={phone} view={view} name={key} request={request} />
      ))}
      <Refusal refused={refusals.get(requestSubject(session))} />
      {asking && <Ask phone={phone} view={view} session={session} now={now} />}
    </div>
  );
}

interface AskedProps {
  phone: Phone;
  view: View;
  name: string;
  request: RequestDocument;
}

function Asked({ phone, view, name, request: { topic, slot, to, people } }: AskedProps): VNode {
  const mine = view.wishes.includes(name);
  const back = (): void => phone.ask({ do: "request-time", topic, slot, to, wanted: !mine });
  const time = timeOf(view, to, slot);
  return (
    <div class="requests__one">
      <p id={`asked-${name}`}>
        {to === null
          ? tn("{count} person asks for it at another time.", "{count} people ask for it at another time.", people)
          : tn("{count} person asks for it at {time}.", "{count} people ask for it at {time}.", people, { time })}
      </p>
      <button
        type="button"
        class="button button--quiet toggle"
        aria-pressed={mine}
        aria-describedby={`asked-${name}`}
        onClick={back}
      >
        {t("I’d like that")}
      </button>
      <p class="votes__said">{mine && `${t("You asked for it.")} ${t("Press again to take it back.")}`}</p>
    </div>
  );
}

function Ask({ phone, view, session, now }: Pick<RequestsProps, "phone" | "view" | "session" | "now">): VNode | null {
  const { topic, slot } = session;
  const [to, setTo] = useState("");
  const [reason, setReason] = useState("");
  const holder = useRef<HTMLDetailsElement>(null);
  const times = otherTimes(view, session, now);
  if (times.length === 0) return null;
  const ask = (event: Event): void => {
    event.preventDefault();
    const wanted = times.some(({ id }) => id === to) ? to : null;
    phone.ask({ do: "request-time", topic, slot, to: wanted, reason });
    holder.current!.open = false;
    holder.current!.querySelector("summary")!.focus();
  };
  return (
    <details class="requests__ask" ref={holder}>
      <summary>{t("Ask for another time")}</summary>
      <form onSubmit={ask}>
        <label class="field">
          <span class="field__label">{t("When would be better?")}</span>
          <select value={to} onChange={(event) => setTo(event.currentTarget.value)}>
            <option value="">{t("Any other time")}</option>
            {times.map(({ id, title }) => (
              <option key={id} value={id}>
                {timeOf(view, id, slot)} · {title}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          <span class="field__label">{t("Why? If you like")}</span>
          <input
            type="text"
            maxLength={limits.REASON_MAX}
            value={reason}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
          <span class="field__hint">{t("Only the organizers read this. Others see how many ask.")}</span>
        </label>
        <button class="button">{t("Ask the organizers")}</button>
      </form>
    </details>
  );
}

/** With the date, if it is on another day than `here`. */
function timeOf(view: View, slot: string | null, here: string): string {
  const zone = view.camp!.time_zone;
  const start = (slot !== null && view.slots.get(slot)?.start) || 0;
  const at = clock(start, zone);
  return day(start, zone) === day(view.slots.get(here)?.start ?? start, zone) ? at : `${day(start, zone)}, ${at}`;
}
