/** Announcements, one at a time, below everything else: they never hide what is on. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n.ts";
import { clock } from "../time.ts";
import type { Announcement } from "../wire.ts";
import { Said } from "./icons.tsx";
import { turned, type Turn } from "./paging.ts";

interface AnnouncementsProps {
  /** Newest first, at least one. */
  said: readonly Announcement[];
  now: number;
  zone: string;
}

/** Two lines are read aloud in this time. */
const PART_MS = 10_000;

export function Announcements({ said, now, zone }: AnnouncementsProps) {
  const box = useRef<HTMLDivElement>(null);
  const [parts, setParts] = useState(1);
  const place = useRef<{ newest: string; turn: Turn | undefined }>({ newest: "", turn: undefined });

  const newest = said[0]!.id;
  if (place.current.newest !== newest) place.current = { newest, turn: undefined }; // a new one is shown at once
  const shown = said.find(({ id }) => id === place.current.turn?.key.split(" ")[0]) ?? said[0]!;
  const keys = said.flatMap(({ id }) =>
    Array.from({ length: id === shown.id ? parts : 1 }, (_, part) => `${id} ${part}`),
  );
  const turn = (place.current.turn = turned(place.current.turn, keys, now, PART_MS)!);
  const [id, part] = turn.key.split(" ") as [string, string];
  const current = said.find((each) => each.id === id)!;

  // A long text is shown some lines after others: the box moves over it by whole heights.
  useLayoutEffect(() => {
    const { scrollHeight, clientHeight } = box.current!;
    setParts(Math.max(1, Math.round(scrollHeight / clientHeight)));
  }, [current]);
  useLayoutEffect(() => {
    box.current!.scrollTop = Number(part) * box.current!.clientHeight;
  }, [turn.key]);

  return (
    <section class="announcement" aria-label={t("Announcement")}>
      <Said />
      <time>{clock(current.at, zone)}</time>
      <div ref={box} class="announcement__text">
        <p key={turn.key}>{current.text}</p>
      </div>
      {parts > 1 && (
        <p class="announcement__part">{t("{page} of {pages}", { page: Number(part) + 1, pages: parts })}</p>
      )}
    </section>
  );
}
