// Undo and redo, by button and by key, always saying what they would turn over.
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import { linesOf, redoLine, undoLine, type Line } from "./actions.ts";
import { useAsk, useSession } from "./asking.ts";
import { whoName } from "./history-pane.tsx";
import { Icon } from "./icon.tsx";
import { inField, useKeys } from "./keys.tsx";
import { Refusal } from "./refusal.tsx";
import { sentence } from "./sentences.ts";

type Choose = (lines: readonly Line[]) => Line | undefined;

export function UndoButtons({ view }: { view: View }) {
  const { store } = useSession();
  const { ask, refusal } = useAsk();
  const lines = useMemo(() => linesOf(view.actions), [view.actions]);
  const wanted = useRef<Choose | undefined>(undefined);
  const undo = undoLine(lines);
  const redo = redoLine(lines);
  const turn = (choose: Choose): void => {
    // What was done a moment ago is not in the history yet, and must not be passed over: it comes first.
    if (!store.settled) {
      wanted.current = choose;
      return;
    }
    wanted.current = undefined;
    const line = choose(linesOf(store.view().actions)); // a key may come before what is new is drawn
    if (line?.turn !== undefined) void ask({ do: "undo", seq: line.turn });
  };
  useEffect(() => {
    if (wanted.current && store.settled) turn(wanted.current);
  });
  useKeys((event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || inField(event)) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    turn(key === "y" || event.shiftKey ? redoLine : undoLine);
  });
  return (
    <div class="undo">
      <button
        type="button"
        class="button button--quiet"
        title={lineTitle(view, undo)}
        aria-keyshortcuts="Control+Z"
        disabled={!undo}
        onClick={() => turn(undoLine)}
      >
        <Icon sign="undo" />
        {t("Undo")}
        <span class="hush"> {lineTitle(view, undo)}</span>
      </button>
      <button
        type="button"
        class="button button--quiet"
        title={lineTitle(view, redo)}
        aria-keyshortcuts="Control+Shift+Z"
        disabled={!redo}
        onClick={() => turn(redoLine)}
      >
        <Icon sign="redo" />
        {t("Redo")}
        <span class="hush"> {lineTitle(view, redo)}</span>
      </button>
      <Refusal words={refusal} />
    </div>
  );
}

function lineTitle(view: View, line: Line | undefined): string {
  if (!line) return t("nothing");
  return `${sentence(line.action.what, line.action.args)} (${whoName(view, line.action.by)})`;
}
