// Ten minutes later: everything from a slot on, or a session that goes on.
import { useState } from "preact/hooks";
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import { clock } from "../time.ts";
import { useNow } from "../ui/use-now.ts";
import type { Slot, ShiftDay } from "../wire.ts";
import { useSession } from "./asking.ts";
import { ForeseenPart } from "./foreseen-part.tsx";
import { useForesight } from "./foreseen.ts";
import { byStart } from "./frame.ts";

const MINUTE = 60_000;
const QUICK = [-5, 5, 10, 15, 30];
const MOST = 240;

type UpTo = NonNullable<ShiftDay["up_to"]>;

/** What can move: a slot that has not begun, or the end of one that is running. */
interface Edge {
  key: string;
  slot: Slot;
  longer: boolean;
}

export function LateForm({ view }: { view: View }) {
  const session = useSession();
  const now = useNow(session.now, 10_000);
  const edges = edgesOf(view, now);
  const [chosen, setChosen] = useState("");
  const [minutes, setMinutes] = useState("10");
  const [upTo, setUpTo] = useState<UpTo>("day");
  const edge = edges.find(({ key }) => key === chosen) ?? edges[0];
  const zone = view.camp?.time_zone ?? "UTC";
  const by = Number(minutes);
  const pause = edge && nextBreak(view, edge);
  const far = upTo === "break" && !pause ? "day" : upTo;
  const command: ShiftDay | undefined =
    edge && Number.isInteger(by) && by !== 0 && Math.abs(by) <= MOST
      ? {
          do: "shift-day",
          slot: edge.slot.id,
          ...(edge.longer ? { end: edge.slot.end + by * MINUTE } : { start: edge.slot.start + by * MINUTE }),
          up_to: far,
        }
      : undefined;
  const foresight = useForesight(view, command);
  if (!edge) return <p class="empty">{t("Every slot of the day is over.")}</p>;
  const ways: [UpTo, string][] = [
    ["day", t("the rest of the day")],
    ...(pause
      ? [["break", t("up to {pause}, which takes it up", { pause: pause.title })] satisfies [UpTo, string]]
      : []),
    ["slot", edge.longer ? t("nothing else") : t("nothing else: this slot alone")],
  ];
  return (
    <>
      <form class="form today__form" onSubmit={(event) => event.preventDefault()}>
        <label class="field">
          <span class="field__label">{t("From")}</span>
          <select value={edge.key} onChange={(event) => setChosen(event.currentTarget.value)}>
            {edges.map(({ key, slot, longer }) => (
              <option key={key} value={key}>
                {longer
                  ? t("{slot} goes on (until {time})", { slot: slot.title, time: clock(slot.end, zone) })
                  : `${slot.title} (${clock(slot.start, zone)})`}
              </option>
            ))}
          </select>
        </label>
        <fieldset class="today__minutes">
          <legend class="field__label">{t("Minutes later")}</legend>
          {QUICK.map((each) => (
            <button
              key={each}
              type="button"
              class="button button--quiet"
              aria-pressed={by === each}
              onClick={() => setMinutes(String(each))}
            >
              {each > 0 ? `+${each}` : `−${-each}`}
            </button>
          ))}
          <label class="today__number">
            <span class="hush">{t("Minutes later; earlier below zero")}</span>
            <input
              type="number"
              min={-MOST}
              max={MOST}
              value={minutes}
              onInput={(event) => setMinutes(event.currentTarget.value)}
            />
          </label>
        </fieldset>
        <fieldset class="today__ways">
          <legend class="field__label">{t("What moves along")}</legend>
          {ways.map(([way, words]) => (
            <label key={way} class="check">
              <input
                type="radio"
                name="up-to"
                checked={far === way}
                onChange={() => setUpTo(way)}
              />{" "}
              {words}
            </label>
          ))}
        </fieldset>
      </form>
      <ForeseenPart
        view={view}
        foresight={foresight}
        command={command}
        does={t("Move the times")}
        done={t("The times have moved, and whoever it touches is told.")}
      />
    </>
  );
}

function edgesOf(view: View, now: number): Edge[] {
  const edges: Edge[] = [];
  for (const slot of byStart(view.slots)) {
    if (slot.start > now) edges.push({ key: slot.id, slot, longer: false });
    else if (slot.end > now) edges.push({ key: `${slot.id} end`, slot, longer: true });
  }
  return edges;
}

/** The break that could take it up: not lunch itself, when lunch is what begins later. */
function nextBreak(view: View, { slot, longer }: Edge): Slot | undefined {
  const isNext = ({ start }: Slot): boolean => (longer ? start >= slot.end : start > slot.start);
  return byStart(view.slots).find((each) => each.is_break && isNext(each));
}
