// What there is to look after in a camp, and on which part of the desk.
import type { View } from "../core.ts";
import { t, tn } from "../i18n.ts";
import { openRequests } from "../ui/requests.ts";
import { assignmentsOf } from "./assignments.ts";
import { crowdedRooms } from "./crowds.ts";
import { handsWords } from "./hands.ts";
import { people } from "./moves.ts";
import type { Pane } from "./pane.ts";

/** Votes from which on a topic without a host is worth a look: a conversation of four. */
const WANTED = 3;

export interface Sight {
  pane: Pane;
  words: string;
  /** Something is not as it should be. */
  wrong?: boolean;
}

/** First who waits for somebody, then in the order of the day; what is as it should be is not said, but for the votes while they are cast. */
export function sights(view: View, now: number): Sight[] {
  const seen: Sight[] = [];
  const hands = handsWords(view, now);
  if (hands) seen.push({ pane: "today", words: hands, wrong: true });
  const open = view.camp?.phases ?? [];
  const joined = view.people;
  const voted = view.turnout.people;
  if (open.includes("vote") && joined > 0) {
    seen.push({ pane: "topics", words: t("{voted} of {joined} people have voted", { voted, joined }) });
  }
  const wanted = [...view.topics.values()].filter(
    (topic) => (topic.hosts ?? []).length === 0 && people(view.tallies.get(topic.id)) >= WANTED,
  ).length;
  if (wanted > 0 && !open.includes("closed")) {
    const words = tn("{count} wanted topic has no host", "{count} wanted topics have no host", wanted);
    seen.push({ pane: "topics", words, wrong: true });
  }
  const ahead = assignmentsOf(view).filter(({ end }) => end > now);
  const count = (said: string): number => ahead.filter((each) => each.said === said).length;
  if (count("cannot") > 0) {
    const words = tn("{count} host cannot come", "{count} hosts cannot come", count("cannot"));
    seen.push({ pane: "schedule", words, wrong: true });
  }
  if (count("late") > 0) {
    seen.push({ pane: "schedule", words: tn("{count} host is late", "{count} hosts are late", count("late")), wrong: true });
  }
  const silent = count("silent") + count("open");
  if (silent > 0) {
    const words = tn("{count} host has not answered", "{count} hosts have not answered", silent);
    seen.push({ pane: "schedule", words, wrong: count("silent") > 0 });
  }
  const asked = openRequests(view, undefined, now).length;
  if (asked > 0) {
    seen.push({ pane: "today", words: tn("{count} request for another time", "{count} requests for other times", asked) });
  }
  const over = crowdedRooms(view, now).filter((room) => room.people > room.seats).length;
  if (over > 0) {
    const words = tn("{count} room holds more people than seats", "{count} rooms hold more people than seats", over);
    seen.push({ pane: "schedule", words, wrong: true });
  }
  return seen;
}
