// Undo and redo, read off the history. Undoing an undo is an action of its own; here the two become one line that
// holds or does not, as in any editor.
import type { ActionDocument } from "../wire.ts";

export interface Line {
  readonly action: ActionDocument;
  /** What was done still holds. */
  readonly holds: boolean;
  /** The action that `undo` must name to turn the line over; absent when it cannot be. */
  readonly turn: number | undefined;
  /** Who turned it over last, and when; absent when nobody did. */
  readonly turned: ActionDocument | undefined;
}

/** One line per thing that was done, newest first; `actions` newest first. */
export function linesOf(actions: readonly ActionDocument[]): Line[] {
  const undoneBy = new Map<number, ActionDocument>();
  const known = new Set(actions.map((action) => action.seq));
  for (const action of actions) {
    if (action.what === "undone") undoneBy.set(Number(action.args.of), action);
  }
  const lines: Line[] = [];
  for (const action of actions) {
    // An undo whose action has left the history is a line itself: nothing else would tell of it.
    if (action.what === "undone" && known.has(Number(action.args.of))) continue;
    let holds = true;
    let last = action;
    for (let next = undoneBy.get(last.seq); next; next = undoneBy.get(last.seq)) {
      holds = !holds;
      last = next;
    }
    const turn = last.undoable && !last.undone ? last.seq : undefined;
    lines.push({ action, holds, turn, turned: last === action ? undefined : last });
  }
  return lines;
}

/** What Ctrl-Z takes back: the newest thing that a person did, that holds and can be undone. */
export function undoLine(lines: readonly Line[]): Line | undefined {
  return lines.find(canUndo);
}

/** What Ctrl-Shift-Z does again: the oldest undone thing with nothing newer done since. */
export function redoLine(lines: readonly Line[]): Line | undefined {
  const newest = lines.findIndex(canUndo);
  const since = newest < 0 ? lines : lines.slice(0, newest);
  return since.filter((line) => !line.holds && line.turn !== undefined).pop();
}

// What the clock did is left to the History pane: nobody pressing Ctrl-Z means to shut a phase.
function canUndo(line: Line): boolean {
  return line.holds && line.turn !== undefined && line.action.by !== null;
}
