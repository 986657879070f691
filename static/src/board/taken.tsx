/**
 * What organizers have the board show for a while: how to join, one topic for whoever speaks about it, a countdown, an
 * announcement.
 */
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../i18n.ts";
import { clock } from "../time.ts";
import type { Takeover } from "../wire.ts";
import type { Scene } from "./board.tsx";
import { Lead, Learn, Said } from "./icons.tsx";
import { Address, Corner, JoinCode, Qr } from "./join.tsx";
import { minutesAndSeconds } from "../ui/closing.ts";

export function Taken({ taken, ...scene }: Scene & { taken: Takeover }) {
  switch (taken.mode) {
    case "countdown":
      return <Countdown {...scene} end={taken.until!} />;
    case "announcement":
      return <Announcement {...scene} id={taken.announcement!} />;
    case "wall":
      return <Spotlight {...scene} id={taken.topic!} />;
    default:
      return <JoinScreen {...scene} />;
  }
}

function JoinScreen({ boot }: Scene) {
  return (
    <section class="stage taken taken--join">
      <div class="taken__join">
        <h2 class="taken__title">{t("Join in")}</h2>
        <p class="lead">{t("Scan the code, or type the address. A name is enough.")}</p>
        <Address boot={boot} />
        <JoinCode boot={boot} />
      </div>
      <Qr boot={boot} />
    </section>
  );
}

/** Of a pitch: what it is called is read while somebody speaks. */
function Spotlight({ view, boot, id }: Scene & { id: string }) {
  const topic = view.topics.get(id)!;
  const lead = topic.kind === "lead";
  const hosts = (topic.hosts ?? []).flatMap((person) => view.hosts.get(person) || []).join(", ");
  return (
    <section class="stage taken taken--large">
      <p class="lead taken__kind">
        {lead ? <Lead /> : <Learn />} <b>{lead ? t("Lead") : t("Learn")}</b>{" "}
        {hosts || (topic.card && lead ? "" : t("looking for a host"))}
      </p>
      <Large text={topic.title}>
        <h2 class="taken__topic">{topic.title}</h2>
      </Large>
      <Corner boot={boot} />
    </section>
  );
}

function Announcement({ camp, view, id }: Scene & { id: string }) {
  const { text, at } = view.announcements.get(id)!;
  return (
    <section class="stage taken taken--large" aria-label={t("Announcement")}>
      <p class="lead taken__kind">
        <Said /> <time>{clock(at, camp.time_zone)}</time>
      </p>
      <Large text={text}>
        <p>{text}</p>
      </Large>
    </section>
  );
}

/** In lines. The last one fits the longest announcement there may be. */
const SIZES = [5, 4.6, 4.2, 3.8, 3.5, 3.2, 3, 2.7, 2.5, 2.3, 2.1, 1.8, 1.5, 1.2, 1];

/** As large as the space that is left allows, for the text that it holds. */
function Large({ text, children }: { text: string; children: ComponentChildren }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const fit = (): void => {
      const element = box.current!;
      for (const size of SIZES) {
        element.style.setProperty("--large", `${size}rem`);
        if (element.scrollHeight <= element.clientHeight && element.scrollWidth <= element.clientWidth) return;
      }
    };
    fit();
    const observer = new ResizeObserver(fit);
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, [text]);
  return (
    <div ref={box} class="large">
      {children}
    </div>
  );
}

/** Counted by this device from the camp's clock. */
function Countdown({ camp, boot, now, end }: Scene & { end: number }) {
  return (
    <section class="stage taken">
      <p class="lead">{t("until {time}", { time: clock(end, camp.time_zone) })}</p>
      <p class="taken__clock" role="timer">
        {minutesAndSeconds(end - now)}
      </p>
      <Corner boot={boot} />
    </section>
  );
}
