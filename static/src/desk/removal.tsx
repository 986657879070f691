// Removing a room or a slot: what it costs, said before, and taken back after.
import type { View } from "../core.ts";
import { t, tn } from "../i18n.ts";
import type { Command, Placement } from "../wire.ts";
import { useAsk } from "./asking.ts";
import { leaveRow } from "./focus.ts";
import { Refusal } from "./refusal.tsx";
import { Of } from "./topic-row.tsx";

export interface Removed {
  words: string;
  seq: number;
}

interface Props {
  name: string;
  command: Command;
  /** Sessions of the draft that go with it. */
  cost: number;
  onRemoved: (removed: Removed) => void;
}

export function RemoveButton({ name, command, cost, onRemoved }: Props) {
  const { ask, refusal, waiting } = useAsk();
  const remove = async (button: HTMLButtonElement): Promise<void> => {
    const goOn = leaveRow(button);
    const [ack] = await ask(command);
    if (!ack?.ok) return;
    goOn();
    const words =
      cost === 0
        ? t("“{name}” is removed.", { name })
        : tn(
            "“{name}” is removed, and {count} session lost its place in the draft.",
            "“{name}” is removed, and {count} sessions lost their place in the draft.",
            cost,
            { name },
          );
    onRemoved({ words, seq: ack.seq });
  };
  return (
    <>
      <button
        type="button"
        class="button button--quiet"
        disabled={waiting}
        onClick={(event) => void remove(event.currentTarget)}
      >
        {t("Remove")}
        <Of title={name} />
      </button>
      <Refusal words={refusal} />
    </>
  );
}

/** Says what was removed last, with the way back. */
export function RemovedNote({ removed, onGone }: { removed: Removed | undefined; onGone: () => void }) {
  const { ask, refusal, waiting } = useAsk();
  const undo = async (seq: number): Promise<void> => {
    const [ack] = await ask({ do: "undo", seq });
    if (ack?.ok) onGone();
  };
  return (
    <div class="removed" role="status">
      {removed ? (
        <>
          <p>{removed.words}</p>
          <button
            type="button"
            class="button button--quiet"
            disabled={waiting}
            onClick={() => void undo(removed.seq)}
          >
            {t("Undo")}
          </button>
        </>
      ) : null}
      <Refusal words={refusal} />
    </div>
  );
}

export function placedCount(view: View, stands: (cell: Placement) => boolean): number {
  return (view.draft?.placements ?? []).filter(stands).length;
}

/** What a row says about the sessions that would go with it. */
export function Cost({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <span class="row__cost">
      {tn("{count} session of the draft", "{count} sessions of the draft", count)}
    </span>
  );
}
