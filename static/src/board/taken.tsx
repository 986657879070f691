/** What organizers have the board show for a while: how to join, one topic for whoever speaks about it, a countdown. */
import { t } from "../i18n.ts";
import { clock } from "../time.ts";
import type { Takeover } from "../wire.ts";
import type { Scene } from "./board.tsx";
import { Lead, Learn } from "./icons.tsx";
import { Address, Corner, JoinCode, Qr } from "./join.tsx";
import { minutesAndSeconds } from "../ui/closing.ts";

export function Taken({ taken, ...scene }: Scene & { taken: Takeover }) {
  switch (taken.mode) {
    case "countdown":
      return <Countdown {...scene} end={taken.until!} />;
    case "wall":
      return <Spotlight {...scene} id={taken.topic!} />;
    default:
      return <JoinScreen {...scene} />;
  }
}

function JoinScreen({ boot }: Scene) {
  return (
    <section class="stage taken taken--join">
      <div>
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
    <section class="stage taken">
      <p class="lead taken__kind">
        {lead ? <Lead /> : <Learn />} <b>{lead ? t("Lead") : t("Learn")}</b>{" "}
        {hosts || (topic.card && lead ? "" : t("looking for a host"))}
      </p>
      <h2 class="taken__title">{topic.title}</h2>
      <Corner boot={boot} />
    </section>
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
