/** The smackdown: who is on and for how long, and who comes next. */
import { t } from "../i18n.ts";
import { limits, type TurnDocument } from "../wire.ts";
import type { Scene } from "./board.tsx";
import { minutesAndSeconds } from "../ui/closing.ts";

/** When there is so much left, it is time to come to the end. */
const CLOSING_MS = 30_000;

export function SmackdownStage({ view, now }: Scene) {
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
        {queue[0] ? named(queue[0]) : t("Who else? Put yourself in the queue on your phone.")}
      </p>
    </section>
  );
}

function On({ turn, left }: { turn: TurnDocument; left: number }) {
  return (
    <>
      <p class="lead smackdown__who">
        <b class="deck__now">{t("Now")}</b> <span>{turn.shows ? turn.name || t("somebody") : ""}</span>
      </p>
      <h2 class="taken__title smackdown__title">{turn.shows || turn.name || t("somebody")}</h2>
      <div class="smackdown__time">
        <p class="taken__clock smackdown__clock" role="timer">
          {minutesAndSeconds(left)}
        </p>
        <p class="smackdown__words" role="status">
          {left <= 0 ? t("Time is up. Thank you!") : left <= CLOSING_MS ? t("Half a minute left") : ""}
        </p>
      </div>
    </>
  );
}

function named({ name, shows }: TurnDocument): string {
  return [name || t("somebody"), shows].filter(Boolean).join(" · ");
}
