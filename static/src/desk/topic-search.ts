// Finding topics by what people remember of them: words of the title, the text, a tag, a host.
import type { View } from "../core.ts";
import type { TopicDocument } from "../wire.ts";
import { hostNames } from "./moves.ts";

/** Letters as people compare them: without case and accents. */
export function plain(text: string): string {
  return text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase();
}

/** True when every word searched for is somewhere in the topic. */
export function matches(view: View, topic: TopicDocument, search: string): boolean {
  const words = plain(search).split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const { title, description = "", tags = [], needs = [] } = topic;
  const text = plain([title, description, ...tags, ...needs, hostNames(view, topic.id)].join(" "));
  return words.every((word) => text.includes(word));
}

/** Topics whose titles share words with this one, most alike first: where a merge is likely to go. */
export function alike(topic: TopicDocument, others: Iterable<TopicDocument>): TopicDocument[] {
  const mine = words(topic.title);
  const likeness = (other: TopicDocument): number => {
    const theirs = words(other.title);
    const shared = [...mine].filter((word) => theirs.has(word)).length;
    return shared / Math.max(1, mine.size + theirs.size - shared);
  };
  return [...others]
    .filter((other) => other.id !== topic.id)
    .map((other) => ({ other, score: likeness(other) }))
    .sort((a, b) => b.score - a.score || a.other.title.localeCompare(b.other.title))
    .map(({ other }) => other);
}

function words(title: string): Set<string> {
  return new Set(
    plain(title)
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word.length > 2),
  );
}
