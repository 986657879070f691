// The history in words: what an organizer, or the clock, did.
import { t, tn } from "../i18n.ts";
import { phaseName } from "./phase.ts";

type Args = Readonly<Record<string, string>>;

/** One sentence for an action of the history, with its arguments as the server names them. */
export function sentence(what: string, args: Args): string {
  if (what === "undone") {
    const done = sentence(args.undoes ?? "", args);
    return args.again ? t("Did again: {done}", { done }) : t("Took back: {done}", { done });
  }
  const words = sentences[what];
  return words ? words(args) : what;
}

const sentences: Record<string, (args: Args) => string> = {
  "camp-edited": ({ name = "" }) => t("Changed the settings of {name}", { name }),
  "phases-set": phasesSet,
  "room-put": ({ room = "", new: isNew }) =>
    isNew ? t("Added room {room}", { room }) : t("Changed room {room}", { room }),
  "room-removed": ({ room = "" }) => t("Removed room {room}", { room }),
  "slot-put": ({ slot = "", new: isNew }) => (isNew ? t("Added {slot}", { slot }) : t("Changed {slot}", { slot })),
  "slot-removed": ({ slot = "" }) => t("Removed {slot}", { slot }),
  "list-imported": listImported,
  "times-moved": timesMoved,
  "topic-proposed": ({ topic = "" }) => t("Proposed “{topic}”", { topic }),
  "topic-edited": ({ topic = "" }) => t("Edited “{topic}”", { topic }),
  "topic-state-set": topicStateSet,
  "hosts-set": ({ topic = "" }) => t("Changed who hosts “{topic}”", { topic }),
  "stand-in-sought": ({ topic = "", people = "0" }) =>
    tn("Asked {count} person to host “{topic}”", "Asked {count} people to host “{topic}”", Number(people), { topic }),
  "room-closed": ({ room = "", slots = "" }) =>
    slots ? t("Closed {room} in {slots}", { room, slots }) : t("Opened {room} again", { room }),
  "sessions-moved": sessionsMoved,
  "request-declined": ({ topic = "", to = "" }) =>
    to ? t("Left “{topic}” where it is, not in {to}", { topic, to }) : t("Left “{topic}” where it is", { topic }),
  "repeat-agreed": ({ topic = "", twice }) =>
    twice ? t("Said that “{topic}” may run twice", { topic }) : t("Said that “{topic}” runs once only", { topic }),
  "hope-hidden": ({ topic = "", hidden }) =>
    hidden ? t("Hid a note on “{topic}”", { topic }) : t("Showed a note on “{topic}” again", { topic }),
  "notes-set": ({ topic = "", link }) =>
    link ? t("Set the link to the notes of “{topic}”", { topic }) : t("Took the notes of “{topic}” away", { topic }),
  "hand-given": ({ topic = "", done }) =>
    done ? t("Gave a hand at “{topic}”", { topic }) : t("Went to give a hand at “{topic}”", { topic }),
  "topic-merged": ({ topic = "", other = "" }) => t("Merged “{topic}” into “{other}”", { topic, other }),
  "topic-unmerged": ({ topic = "" }) => t("Made “{topic}” a topic of its own again", { topic }),
  "plan-adopted": planAdopted,
  "topic-placed": topicPlaced,
  "cells-swapped": cellsSwapped,
  "topic-unplaced": ({ topic = "", slot = "", room = "" }) =>
    slot
      ? t("Took “{topic}” out of {room}, {slot}", { topic, slot, room })
      : t("Took “{topic}” out of the draft", { topic }),
  "topic-pinned": topicPinned,
  "draft-kept": ({ name = "" }) => t("Kept the draft aside as “{name}”", { name }),
  "draft-taken": ({ name = "" }) => t("Took “{name}” back as the draft", { name }),
  "draft-dropped": ({ name = "" }) => t("Dropped the draft “{name}”", { name }),
  "draft-reset": () => t("Reset the draft to what is published"),
  "schedule-published": ({ number = "" }) => t("Published schedule {number}", { number }),
  announced: ({ text = "" }) => t("Announced “{text}”", { text }),
  "announcement-planned": ({ text = "" }) => t("Planned to announce “{text}”", { text }),
  "people-told": peopleTold,
  "announcement-ended": ({ text = "", planned }) =>
    planned ? t("Took back the plan to announce “{text}”", { text }) : t("Ended the announcement “{text}”", { text }),
  "board-set": ({ mode = "", topic }) =>
    topic
      ? t("Showed “{topic}” on the board", { topic })
      : mode
        ? t("Took over the board")
        : t("Let the board show what it would by itself"),
  "smackdown-held": ({ held }) => (held ? t("Opened the queue of the smackdown") : t("Ended the smackdown")),
  "turn-given-up": () => t("Took somebody out of the queue of the smackdown"),
  "turn-ordered": () => t("Changed the order of the smackdown"),
  "floor-given": ({ on }) => (on ? t("Called the next one in the smackdown") : t("Ended a turn of the smackdown")),
  "links-reset": () => t("Made a new secret link; the old one stopped working"),
};

function listImported({ people = "0", topics = "0" }: Args): string {
  return t("Imported a list: {topics}, {people}", {
    topics: tn("{count} topic", "{count} topics", Number(topics)),
    people: tn("{count} person", "{count} people", Number(people)),
  });
}

function peopleTold({ text = "", room, topic = "" }: Args): string {
  if (room !== undefined) return t("Told the people in {room}: “{text}”", { room, text });
  return t("Told those who want “{topic}”: “{text}”", { topic, text });
}

function phasesSet({ opened = "", shut = "" }: Args): string {
  const names = (phases: string): string => phases.split(" ").filter(Boolean).map(phaseName).join(", ");
  if (!shut) return t("Opened {phases}", { phases: names(opened) });
  if (!opened) return t("Shut {phases}", { phases: names(shut) });
  return t("Opened {opened} and shut {shut}", { opened: names(opened), shut: names(shut) });
}

function sessionsMoved({ moved = "0", topic = "", lost, slot = "", room = "", new: isNew }: Args): string {
  const count = Number(moved);
  const params = { topic, slot, room, lost: lost ?? "" };
  if (lost) return tn("Closed {lost} and moved {count} session", "Closed {lost} and moved {count} sessions", count, params);
  if (topic && !slot) return t("Took “{topic}” off the schedule", params);
  if (topic && isNew) return t("Put “{topic}” on the schedule: {room}, {slot}", params);
  if (topic) return t("Moved “{topic}” on the schedule: {room}, {slot}", params);
  return tn("Moved {count} session on the schedule", "Moved {count} sessions on the schedule", count);
}

function timesMoved({ slot = "", other = "", minutes = "0", longer, alone }: Args): string {
  if (other) return t("Swapped {slot} and {other}", { slot, other });
  const by = Number(minutes);
  const count = Math.abs(by);
  if (longer) {
    return by > 0
      ? tn("Made {slot} {count} minute longer", "Made {slot} {count} minutes longer", count, { slot })
      : tn("Made {slot} {count} minute shorter", "Made {slot} {count} minutes shorter", count, { slot });
  }
  const what = alone ? slot : t("{slot} and what follows", { slot });
  return by > 0
    ? tn("Moved {what}, {count} minute later", "Moved {what}, {count} minutes later", count, { what })
    : tn("Moved {what}, {count} minute earlier", "Moved {what}, {count} minutes earlier", count, { what });
}

function topicStateSet({ topic = "", state }: Args): string {
  if (state === "hidden") return t("Hid “{topic}”", { topic });
  if (state === "withdrawn") return t("Withdrew “{topic}”", { topic });
  return t("Put “{topic}” back on the wall", { topic });
}

function topicPlaced({ topic = "", other = "", again, slot = "", room = "" }: Args): string {
  const params = { topic, slot, room, other };
  if (again && other) return t("Placed a repeat of “{topic}” in {room}, {slot}, instead of “{other}”", params);
  if (again) return t("Placed a repeat of “{topic}” in {room}, {slot}", params);
  if (other) return t("Placed “{topic}” in {room}, {slot}, instead of “{other}”", params);
  return t("Placed “{topic}” in {room}, {slot}", params);
}

function topicPinned({ topic = "", pinned, slot = "", room = "" }: Args): string {
  const params = { topic, slot, room };
  if (!slot) return pinned ? t("Pinned “{topic}”", params) : t("Unpinned “{topic}”", params);
  return pinned ? t("Pinned “{topic}” in {room}, {slot}", params) : t("Unpinned “{topic}” in {room}, {slot}", params);
}

function planAdopted({ placed = "0", unplaced = "0" }: Args): string {
  const count = Number(placed);
  const out = Number(unplaced);
  const placedWords = tn("{count} session placed", "{count} sessions placed", count);
  if (out === 0) return t("Took over a plan: {placed}", { placed: placedWords });
  const outWords = tn("{count} topic without a place", "{count} topics without a place", out);
  return t("Took over a plan: {placed}, {out}", { placed: placedWords, out: outWords });
}

function cellsSwapped({ topic = "", other = "", slot = "", room = "" }: Args): string {
  if (topic && other) return t("Swapped “{topic}” and “{other}”", { topic, other });
  return t("Moved “{topic}” to {room}, {slot}", { topic: topic || other, slot, room });
}
