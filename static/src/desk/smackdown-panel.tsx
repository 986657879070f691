// The smackdown: its queue, who is on, and who comes next. The board follows by itself.
import { useLayoutEffect, useRef } from "preact/hooks";
import { minutesAndSeconds } from "../ui/closing.ts";
import type { View } from "../core.ts";
import { t, tn } from "../i18n.ts";
import { useNow } from "../ui/use-now.ts";
import { limits, type SmackdownDocument, type TurnDocument } from "../wire.ts";
import { useAsk, useSession } from "./asking.ts";
import { leaveRow } from "./focus.ts";
import { Refusal } from "./refusal.tsx";

export function SmackdownPanel({ view }: { view: View }) {
  const { ask, refusal, waiting } = useAsk();
  const held = view.smackdown;
  const hold = (): void => void ask({ do: "hold-smackdown", held: !held });
  return (
    <section class="panel smackdown" aria-labelledby="smackdown-title">
      <h2 class="pane__title" id="smackdown-title">
        {t("The smackdown")}
      </h2>
      <p class="panel__text">
        {t("Whoever likes to shows something for two minutes: a tool, a trick, a book. People put themselves in the queue on their phones.")}
      </p>
      {held ? <Held held={held} done={view.beenOn} /> : null}
      <Refusal words={refusal} />
      <p>
        <button type="button" class="button button--quiet" disabled={waiting} onClick={hold}>
          {held ? t("End the smackdown") : t("Open its queue")}
        </button>
      </p>
    </section>
  );
}

function Held({ held, done }: { held: SmackdownDocument; done: readonly TurnDocument[] }) {
  const { ask, refusal, waiting } = useAsk();
  const { on, since, queue } = held;
  const next = queue[0];
  const give = (person: string | null): void => void ask({ do: "give-floor", person });
  const list = useRef<HTMLOListElement>(null);
  const moved = useRef<{ person: string; does: string } | undefined>(undefined);
  // A row that moves takes the keyboard's place along.
  useLayoutEffect(() => {
    if (!moved.current) return;
    const { person, does } = moved.current;
    const row = list.current?.querySelector(`[data-person="${person}"]`);
    const button = row?.querySelector<HTMLButtonElement>(`[data-does="${does}"]:not(:disabled)`);
    (button ?? row?.querySelector<HTMLButtonElement>("button:not(:disabled)"))?.focus();
    moved.current = undefined;
  }, [queue]);
  const move = (person: string, before: string | null, does: string): void => {
    moved.current = { person, does };
    void ask({ do: "order-turn", person, before });
  };
  return (
    <>
      <div class="smackdown__on">
        <p role="status">
          {on ? t("On: {name}", { name: named(on) }) : next ? t("Nobody is on yet.") : t("Nobody is in the queue yet.")}
        </p>
        {on ? <Left since={since!} /> : null}
      </div>
      <div class="buttons">
        <button type="button" class="button" disabled={waiting || !next} onClick={() => give(next!.person)}>
          {next ? (on ? t("Next: {name}", { name: named(next) }) : t("Start: {name}", { name: named(next) })) : t("Next")}
        </button>
        <button type="button" class="button button--quiet" disabled={waiting || !on} onClick={() => give(null)}>
          {t("End this turn")}
        </button>
      </div>
      {queue.length > 0 ? (
        <ol class="rows" ref={list} aria-label={t("In the queue")}>
          {queue.map((turn, place) => (
            <Waiting
              key={turn.person}
              turn={turn}
              above={queue[place - 1]?.person}
              below={place + 1 < queue.length ? (queue[place + 2]?.person ?? null) : undefined}
              onStart={() => give(turn.person)}
              onMove={(before, does) => move(turn.person, before, does)}
              onOut={(button) => {
                const goOn = leaveRow(button);
                void ask({ do: "give-up-turn", person: turn.person }).then(goOn);
              }}
            />
          ))}
        </ol>
      ) : null}
      <Refusal words={refusal} />
      {done.length > 0 ? (
        <details>
          <summary>{tn("{count} person has been on", "{count} people have been on", done.length)}</summary>
          <ul class="rows">
            {done.map((turn, place) => (
              <li key={`${turn.person} ${place}`} class="row">
                <div class="row__line">
                  <p class="row__main">{words(turn)}</p>
                  <div class="row__does">
                    <button type="button" class="button button--quiet" onClick={() => give(turn.person)}>
                      {t("Once more")}
                      <span class="hush"> {named(turn)}</span>
                    </button>
                  </div>
                </div>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </>
  );
}

/** What is left of a turn: a clock of its own, so that nothing else is drawn every second. */
function Left({ since }: { since: number }) {
  const session = useSession();
  const now = useNow(session.now, 500);
  const left = since + limits.TURN_MS - now;
  return (
    <p role="timer" class="smackdown__left">
      {left > 0 ? minutesAndSeconds(left) : t("Time is up")}
    </p>
  );
}

interface WaitingProps {
  turn: TurnDocument;
  /** Who is before; undefined: nobody. */
  above: string | undefined;
  /** Who would come right after, one place later; null: nobody; undefined: there is no later place. */
  below: string | null | undefined;
  onStart: () => void;
  onMove: (before: string | null, does: string) => void;
  onOut: (button: HTMLButtonElement) => void;
}

function Waiting({ turn, above, below, onStart, onMove, onOut }: WaitingProps) {
  const name = <span class="hush"> {named(turn)}</span>;
  return (
    <li class="row" data-person={turn.person}>
      <div class="row__line">
        <p class="row__main">{words(turn)}</p>
        <div class="row__does">
          <button type="button" class="button button--quiet" onClick={onStart}>
            {t("Start")}
            {name}
          </button>
          <button
            type="button"
            class="button button--quiet"
            data-does="sooner"
            disabled={above === undefined}
            onClick={() => onMove(above!, "sooner")}
          >
            {t("Sooner")}
            {name}
          </button>
          <button
            type="button"
            class="button button--quiet"
            data-does="later"
            disabled={below === undefined}
            onClick={() => onMove(below!, "later")}
          >
            {t("Later")}
            {name}
          </button>
          <button
            type="button"
            class="button button--quiet"
            data-does="last"
            disabled={below === undefined}
            onClick={() => onMove(null, "last")}
          >
            {t("Skip: to the end")}
            {name}
          </button>
          <button type="button" class="button button--quiet" onClick={(event) => onOut(event.currentTarget)}>
            {t("Take out")}
            {name}
          </button>
        </div>
      </div>
    </li>
  );
}

function named({ name }: TurnDocument): string {
  return name || t("somebody");
}

function words(turn: TurnDocument): string {
  return turn.shows ? `${named(turn)} · ${turn.shows}` : named(turn);
}
