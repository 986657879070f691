/** A small camp as the desk sees it: two slots that overlap nothing, lunch, two rooms, three topics. */
import type { View } from "../../src/core.ts";
import type { DraftDocument, Placement, Room, Slot, Tally, TopicDocument } from "../../src/wire.ts";

const HOUR = 3_600_000;
export const NINE = Date.UTC(2027, 2, 13, 9);

export const SLOTS: readonly Slot[] = [
  { id: "s1", title: "Slot 1", start: NINE, end: NINE + HOUR, is_break: false },
  { id: "s2", title: "Slot 2", start: NINE + HOUR, end: NINE + 2 * HOUR, is_break: false },
  { id: "lunch", title: "Lunch", start: NINE + 2 * HOUR, end: NINE + 3 * HOUR, is_break: true },
];

const ROOMS: readonly Room[] = [
  { id: "r1", name: "Library", capacity: 30, features: ["projector"], link: null, closed: [] },
  { id: "r2", name: "Lab", capacity: 4, features: [], link: null, closed: [] },
];

const TOPICS: readonly TopicDocument[] = [
  { id: "reading", kind: "lead", title: "Slow reading", created: NINE, hosts: ["ana"], tags: ["inglés"] },
  { id: "maths", kind: "lead", title: "Outdoor maths", created: NINE + 1, hosts: ["ana"], needs: ["projector"] },
  { id: "music", kind: "learn", title: "Music and reading", created: NINE + 2 },
];

const TALLIES: Record<string, Tally> = {
  reading: { interested: 3, must: 2 },
  maths: { interested: 1, must: 0 },
  music: { interested: 0, must: 0 },
};

export function place(topic: string, slot: string, room: string, pinned = false): Placement {
  return { topic, slot, room, pinned };
}

export function viewOf(placements: readonly Placement[] = [], draft: Partial<DraftDocument> = {}): View {
  return {
    people: 9,
    topics: new Map(TOPICS.map((topic) => [topic.id, topic])),
    tallies: new Map(Object.entries(TALLIES)),
    rooms: new Map(ROOMS.map((room) => [room.id, room])),
    slots: new Map(SLOTS.map((slot) => [slot.id, slot])),
    requests: new Map(),
    kept: new Map(),
    reasons: new Map(),
    wishes: [],
    hosts: new Map([["ana", "Ana"]]),
    late: new Map(),
    answers: new Map(),
    beenOn: [],
    announcements: new Map(),
    planned: new Map(),
    headcounts: new Map(),
    day: {},
    stays: [],
    votes: new Map(),
    offer: new Map(),
    offers: new Map(),
    hope: new Map(),
    hopes: new Map(),
    voiced: new Map(),
    hands: new Map(),
    notices: [],
    draft: {
      seq: 7,
      placements: [...placements],
      unplaced: [],
      value: null,
      bound: null,
      differs: true,
      hosts_touched: [],
      attendees_touched: 0,
      ...draft,
    },
    actions: [],
    organizers: new Map(),
    offWall: new Map(),
    searches: new Map(),
    hidden: new Map(),
    turnout: { cast: 0, people: 0 },
    origins: new Map(),
    link: "live",
    pending: 0,
    settled: true,
    ephemeral: {},
    offset: 0,
    heard: 0,
  };
}
