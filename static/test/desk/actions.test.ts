import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { linesOf, redoLine, undoLine } from "../../src/desk/actions.ts";
import { sentence } from "../../src/desk/sentences.ts";
import { speak } from "../../src/i18n.ts";
import type { ActionDocument } from "../../src/wire.ts";

beforeEach(() => speak("en"));

/** A history as the camp keeps it. */
class History {
  actions: ActionDocument[] = [];

  do(what: string, args: Record<string, string> = {}, by: string | null = "olga", undoable = true): number {
    const seq = this.actions.length + 1;
    this.actions.unshift({ seq, at: seq, by, what, args, undoable, undone: false });
    return seq;
  }

  undo(seq: number): number {
    const action = this.actions.find((each) => each.seq === seq)!;
    Object.assign(action, { undone: true, undoable: false });
    const again = action.what === "undone" && !action.args.again ? "yes" : "";
    const undoes = action.args.undoes ?? action.what;
    return this.do("undone", { ...action.args, undoes, of: String(seq), again });
  }

  get next(): [undo: number | undefined, redo: number | undefined] {
    const lines = linesOf(this.actions);
    return [undoLine(lines)?.turn, redoLine(lines)?.turn];
  }
}

test("undo goes back through what was done, redo forth again", () => {
  const history = new History();
  const first = history.do("topic-placed");
  const second = history.do("topic-pinned");
  assert.deepEqual(history.next, [second, undefined]);
  const third = history.undo(second);
  assert.deepEqual(history.next, [first, third]);
  const fourth = history.undo(first);
  assert.deepEqual(history.next, [undefined, fourth]);
  const fifth = history.undo(fourth);
  assert.deepEqual(history.next, [fifth, third]);
});

test("something new ends what can be redone", () => {
  const history = new History();
  history.undo(history.do("topic-placed"));
  const later = history.do("topic-pinned");
  assert.deepEqual(history.next, [later, undefined]);
});

test("what cannot be undone, and what the timetable did, is passed over", () => {
  const history = new History();
  const first = history.do("topic-placed");
  history.do("links-reset", {}, "olga", false);
  history.do("phases-set", { opened: "vote", shut: "" }, null);
  assert.deepEqual(history.next, [first, undefined]);
});

test("an action and everything that turned it over are one line", () => {
  const history = new History();
  const done = history.do("room-removed", { room: "Lab" });
  const undone = history.undo(done);
  const [line] = linesOf(history.actions);
  assert.deepEqual([line?.action.seq, line?.holds, line?.turn, line?.turned?.seq], [done, false, undone, undone]);
  const redone = history.undo(undone);
  const lines = linesOf(history.actions);
  assert.equal(lines.length, 1);
  assert.deepEqual([lines[0]?.holds, lines[0]?.turn, lines[0]?.turned?.seq], [true, redone, redone]);
});

test("an undo whose action is forgotten still says what it took back, and what was done again", () => {
  const history = new History();
  const undone = history.undo(history.do("room-removed", { room: "Lab" }));
  history.undo(undone);
  const [again, back] = history.actions;
  assert.equal(sentence(back!.what, back!.args), "Took back: Removed room Lab");
  assert.equal(sentence(again!.what, again!.args), "Did again: Removed room Lab");
  assert.deepEqual(
    linesOf([back!]).map((line) => line.action.seq),
    [undone],
  );
});
