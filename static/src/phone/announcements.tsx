/** What the organizers tell everybody, at the top of every page. */
import type { VNode } from "preact";
import { clock } from "../time.ts";
import type { Announcement } from "../wire.ts";

export function Announcements({ shown, zone }: { shown: readonly Announcement[]; zone: string }): VNode {
  return (
    <>
      {shown.map(({ id, text, at }) => (
        <p key={id} class="announcement">
          {text} <time dateTime={new Date(at).toISOString()}>{clock(at, zone)}</time>
        </p>
      ))}
    </>
  );
}
