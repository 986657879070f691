// What would come of a loss: what moves, what is lost and gained, who is told. One press publishes that alone.
import type { View } from "../core.ts";
import { t, tn } from "../i18n.ts";
import type { Repair, Unplaced } from "../wire.ts";
import { ForeseenPart } from "./foreseen-part.tsx";
import { titleOf } from "./moves.ts";
import { shortWords } from "./receipt-words.ts";
import { reasonWords } from "./reasons.ts";
import type { Repairing } from "./repair.ts";

interface Props {
  view: View;
  repairing: Repairing;
  does: string;
  done: string;
}

export function RepairPart({ view, repairing: { repair, refusal, busy }, does, done }: Props) {
  return (
    <>
      <p class="panel__text" role="status">
        {busy ? t("Working out what to do with as few moves as possible …") : ""}
      </p>
      <ForeseenPart
        view={view}
        foresight={{
          ...(repair && { preview: repair.preview }),
          ...(refusal !== undefined && { refusal }),
          current: !busy,
        }}
        command={repair?.command}
        does={does}
        done={done}
      >
        {repair ? <Balance view={view} repair={repair} /> : null}
      </ForeseenPart>
    </>
  );
}

export function Balance({ view, repair: { before, after, unplaced, command } }: { view: View; repair: Repair }) {
  const moved = command.moves.filter(({ was, now }) => was && now).length;
  const gone = command.moves.filter(({ now }) => !now).length; // repeats too, whose topics have a place still
  return (
    <>
      <h3 class="foreseen__title">{t("What it costs")}</h3>
      <p>
        {tn("{count} session moves.", "{count} sessions move.", moved)}{" "}
        {gone > 0
          ? tn("{count} has no place any more.", "{count} have no place any more.", gone)
          : t("Every session still has a place.")}
      </p>
      {unplaced.length > 0 ? (
        <ul>
          {unplaced.map((each) => (
            <li key={each.topic}>
              <b>{titleOf(view, each.topic)}</b>: {lossWords(view, each)}
            </li>
          ))}
        </ul>
      ) : null}
      <p class="panel__text">{t("Before: {words}", { words: shortWords(before) })}</p>
      <p class="panel__text">{t("After: {words}", { words: shortWords(after) })}</p>
    </>
  );
}

/** Of a topic that the repair itself takes off there is no more to say. */
function lossWords(view: View, unplaced: Unplaced): string {
  return unplaced.reason === "no-slot-allowed" ? t("off, as you chose") : reasonWords(view, unplaced);
}
