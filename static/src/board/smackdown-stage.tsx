/** The smackdown: who is on and for how long, and who comes next. */
import { t } from "../i18n.ts";
import { limits, type TurnDocument } from "../wire.ts";
import type { Scene } from "./board.tsx";
import { Corner } from "./join.tsx";
import { minutesAndSeconds } from "./room.ts";

/** When there is so much left, it is time to come to the end. */
const CLOSING_MS = 30_000;

export function SmackdownStage({ view, boot, now }: Scene) {
  const { on, since, queue } = view.smackdown!;
  return (
    <section class="stage taken smackdown">
      {on ? (
        <On key={since} turn={on} left={since! + limits.TURN_MS - now} />
      ) : (
        <>
          <h2 class="taken__title">{t("Smackdown")}</h2>
          <p class="lead">{t("Show something you like: a tool, a trick, a book. Two minutes each.")}</p>
        </>
      )}
      <p class="lead smackdown__next">
        <b>{t("Next")}</b>{" "}
        {queue[0] ? <Named turn={queue[0]} /> : t("Who else? Put yourself in the queue on your phone.")}
      </p>
      <Corner boot={boot} />
    </section>
  );
}

function On({ turn, left }: { turn: TurnDocument; left: number }) {
  return (
    <>
      <p class="lead smackdown__who">
        <b class="deck__now">{t("Now")}</b> {turn.shows ? turn.name || t("somebody") : ""}
      </p>
      <h2 class="taken__title smackdown__title">{turn.shows || turn.name || t("somebody")}</h2>
      <p class="taken__clock smackdown__clock" role="timer">
        {minutesAndSeconds(left)}
      </p>
      <p class="lead smackdown__words" role="status">
        {left <= 0 ? t("Time is up. Thank you!") : left <= CLOSING_MS ? t("Half a minute left") : ""}
      </p>
    </>
  );
}

function Named({ turn: { name, shows } }: { turn: TurnDocument }) {
  return (
    <>
      {name || t("somebody")}
      {shows && ` · ${shows}`}
    </>
  );
}
