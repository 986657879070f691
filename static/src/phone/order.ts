/** Which topics the wall shows, and in which order. Pure: the wall decides when to look again. */
import type { View } from "../core.ts";
import type { TopicDocument } from "../wire.ts";
import { folded } from "./wording.ts";

export type Sort = "new" | "mine" | "wanted" | "fewest";

export interface Wish {
  sort: Sort;
  /** Empty: all of them. */
  tag: string;
  words: string;
}

export type Wall = Pick<View, "topics" | "tallies" | "hosts" | "votes" | "me">;

const searchable = new WeakMap<TopicDocument, string>();

/** Ids of the topics that match, best first. */
export function arranged({ topics, tallies, hosts, votes, me }: Wall, { sort, tag, words }: Wish): string[] {
  const wanted = folded(words).split(/\s+/).filter(Boolean);
  const matches = (topic: TopicDocument): boolean => {
    if (tag && !topic.tags?.includes(tag)) return false;
    if (wanted.length === 0) return true;
    const text = textOf(topic) + (topic.hosts ?? []).map((host) => folded(hosts.get(host) ?? "")).join(" ");
    return wanted.every((word) => text.includes(word));
  };
  const rank = (topic: TopicDocument): number => {
    const { interested, must } = tallies.get(topic.id) ?? { interested: 0, must: 0 };
    switch (sort) {
      case "new":
        return 0;
      case "mine":
        return me && isMine(topic, me) ? 0 : votes.has(topic.id) ? 1 : 2;
      case "wanted":
        return -(interested + must) - must / 1e6; // people first, of equals the one more of them must attend
      case "fewest":
        return interested + must;
    }
  };
  return [...topics.values()]
    .filter(matches)
    .map((topic) => ({ topic, rank: rank(topic) }))
    .sort((a, b) => a.rank - b.rank || b.topic.created - a.topic.created || (a.topic.id < b.topic.id ? -1 : 1))
    .map(({ topic }) => topic.id);
}

export function isMine(topic: TopicDocument, me: NonNullable<View["me"]>): boolean {
  return me.proposed.includes(topic.id) || me.hosting.includes(topic.id);
}

/** Tags in use, those of most topics first. */
export function tagsInUse(topics: View["topics"]): string[] {
  const counts = new Map<string, number>();
  for (const topic of topics.values()) for (const tag of topic.tags ?? []) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([tag]) => tag);
}

function textOf(topic: TopicDocument): string {
  let text = searchable.get(topic);
  if (text === undefined) {
    text = folded([topic.title, topic.description, ...(topic.tags ?? []), ""].join(" "));
    searchable.set(topic, text);
  }
  return text;
}
