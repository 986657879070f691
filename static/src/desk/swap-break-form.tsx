// Lunch before the third slot and not after it: a break changes places with its neighbour.
import { useState } from "preact/hooks";
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import { useNow } from "../ui/use-now.ts";
import type { MoveBreak, Slot } from "../wire.ts";
import { useSession } from "./asking.ts";
import { ForeseenPart } from "./foreseen-part.tsx";
import { useForesight } from "./foreseen.ts";
import { byStart } from "./frame.ts";

interface Pair {
  key: string;
  pause: Slot;
  other: Slot;
  /** The break would come first. */
  first: boolean;
}

export function SwapBreakForm({ view }: { view: View }) {
  const session = useSession();
  const now = useNow(session.now, 10_000);
  const [chosen, setChosen] = useState("");
  const pairs = pairsOf(view, now);
  const pair = pairs.find(({ key }) => key === chosen) ?? pairs[0];
  const command: MoveBreak | undefined = pair && {
    do: "move-break",
    slot: pair.pause.id,
    other: pair.other.id,
    first: pair.first,
  };
  const foresight = useForesight(view, command);
  if (!pair) return <p class="empty">{t("No break to come has a slot beside it.")}</p>;
  return (
    <>
      <form class="form today__form" onSubmit={(event) => event.preventDefault()}>
        <fieldset class="today__ways">
          <legend class="field__label">{t("Which way?")}</legend>
          {pairs.map(({ key, pause, other, first }) => (
            <label key={key} class="check">
              <input type="radio" name="pair" checked={key === pair.key} onChange={() => setChosen(key)} />{" "}
              {first
                ? t("{pause} before {slot}", { pause: pause.title, slot: other.title })
                : t("{pause} after {slot}", { pause: pause.title, slot: other.title })}
            </label>
          ))}
        </fieldset>
      </form>
      <ForeseenPart
        view={view}
        foresight={foresight}
        command={command}
        does={t("Change places")}
        done={t("They have changed places, and whoever it touches is told.")}
      />
    </>
  );
}

/** Breaks to come, each with the slots right before and after it. */
function pairsOf(view: View, now: number): Pair[] {
  const slots = byStart(view.slots).filter(({ start }) => start > now);
  const pairs: Pair[] = [];
  for (const [at, pause] of slots.entries()) {
    if (!pause.is_break) continue;
    const before = slots[at - 1];
    const after = slots[at + 1];
    if (before && !before.is_break) pairs.push({ key: `${pause.id} ${before.id}`, pause, other: before, first: true });
    if (after && !after.is_break) pairs.push({ key: `${pause.id} ${after.id}`, pause, other: after, first: false });
  }
  return pairs;
}
