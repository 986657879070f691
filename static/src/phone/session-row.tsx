/** A session seen by somebody who may attend it. */
import type { ComponentChildren, VNode } from "preact";
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import { span } from "../time.ts";
import type { SessionDocument } from "../wire.ts";
import { Again, elsewhere } from "./again.tsx";
import { Late } from "./answer.tsx";
import { hostsOf } from "./hosts.ts";
import type { Phone } from "./phone.ts";

/** The room's name, and the way into it when it is online. */
export function RoomWords({ view, room: id }: { view: View; room: string }): VNode | null {
  const room = view.rooms.get(id);
  if (!room) return null;
  return (
    <>
      {room.name}
      {room.link && (
        <>
          {" · "}
          <a href={room.link} target="_blank" rel="noopener noreferrer">
            {t("Join online")}
          </a>
        </>
      )}
    </>
  );
}

type WhenAndWhereProps = Pick<SessionRowProps, "phone" | "view" | "session">;

export function WhenAndWhere({ phone, view, session }: WhenAndWhereProps): VNode | null {
  const slot = view.slots.get(session.slot);
  if (!slot || !view.camp) return null;
  return (
    <>
      <p class="where">
        <b>{span(slot.start, slot.end, view.camp.time_zone)}</b> <RoomWords view={view} room={session.room} />
      </p>
      <Late phone={phone} view={view} session={session} />
    </>
  );
}

interface SessionRowProps {
  phone: Phone;
  view: View;
  session: SessionDocument;
  now: number;
  /** The person is to be here. */
  mine: boolean;
  children?: ComponentChildren;
}

export function SessionRow({ phone, view, session, now, mine, children }: SessionRowProps): VNode | null {
  const topic = view.topics.get(session.topic);
  if (!topic) return null;
  return (
    <li class={`session${mine ? " session--mine" : ""}`}>
      <p class="session__title">
        <a href={`${phone.boot.base}/topics/${topic.id}`}>{topic.title}</a>
      </p>
      <p class="session__room">
        <RoomWords view={view} room={session.room} />
      </p>
      <Again others={elsewhere(view, topic.id, now, session)} />
      <p class="card__hosts">{hostsOf(topic, view)}</p>
      <Late phone={phone} view={view} session={session} />
      {children}
    </li>
  );
}

interface GoHereProps {
  phone: Phone;
  session: SessionDocument;
  /** Nothing is planned for the person yet. */
  free: boolean;
}

export function GoHere({ phone, session: { slot, topic }, free }: GoHereProps): VNode {
  const go = (event: Event): void => {
    phone.ask({ do: "choose-session", slot, topic });
    const list = (event.currentTarget as Element).closest("details");
    if (!list) return;
    list.open = false; // what was chosen is above it
    list.querySelector("summary")!.focus();
  };
  return (
    <button type="button" class="button button--quiet" onClick={go}>
      {free ? t("Go here") : t("Go here instead")}
    </button>
  );
}
