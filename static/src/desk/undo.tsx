// Undo and redo, by button and by key, always saying what they would turn over.
import { useMemo, useRef } from "preact/hooks";
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import { linesOf, redoLine, undoLine, type Line } from "./actions.ts";
import { useAsk } from "./asking.ts";
import { whoName } from "./history-pane.tsx";
import { Icon } from "./icon.tsx";
import { inField, useKeys } from "./keys.tsx";
import { Refusal } from "./refusal.tsx";
import { sentence } from "./sentences.ts";

export function UndoButtons({ view }: { view: View }) {
  const { ask, refusal, waiting } = useAsk();
  const lines = useMemo(() => linesOf(view.actions), [view.actions]);
  const asked = useRef<number | undefined>(undefined);
  const undo = undoLine(lines);
  const redo = redoLine(lines);
  const turn = (line: Line | undefined): void => {
    // The answer may be here before the history is: what was just turned over is not turned twice.
    if (!line || line.turn === undefined || waiting || line.turn === asked.current) return;
    asked.current = line.turn;
    void ask({ do: "undo", seq: line.turn }).then(([ack]) => {
      if (!ack?.ok) asked.current = undefined;
    });
  };
  useKeys((event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || inField(event)) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    turn(key === "y" || event.shiftKey ? redo : undo);
  });
  return (
    <div class="undo">
      <button
        type="button"
        class="button button--quiet"
        title={lineTitle(view, undo)}
        aria-keyshortcuts="Control+Z"
        disabled={!undo}
        onClick={() => turn(undo)}
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
        onClick={() => turn(redo)}
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
