// What people get from a schedule, in words: shares of what they asked for, who gets nothing, how good it is.
import { spoken, t, tn } from "../i18n.ts";
import type { Counts, Receipt, Share } from "../wire.ts";

/** The shares of votes that have a seat, what matters most first. */
export function receiptWords(counts: Counts): string[] {
  const { must, interested } = counts;
  const said: string[] = [];
  if (must.wanted > 0) {
    said.push(t("{percent} of must-haves ({seated} of {wanted})", shareParams(must)));
  }
  if (interested.wanted > 0) {
    said.push(t("{percent} of “interested” ({seated} of {wanted})", shareParams(interested)));
  }
  if (said.length === 0) said.push(t("Nobody has voted for anything yet."));
  return said;
}

/** One line of it, to compare with. */
export function shortWords({ must, interested, seats }: Counts): string {
  const words: string[] = [];
  if (must.wanted > 0) words.push(t("{percent} of must-haves", shareParams(must)));
  if (interested.wanted > 0) words.push(t("{percent} of “interested”", shareParams(interested)));
  words.push(tn("{count} person with nothing", "{count} people with nothing", seats[0] ?? 0));
  return words.join(" · ");
}

/** How many people have none of their choices, and the names of those that are known. */
export function nothingWords({ counts, nothing }: Receipt): string {
  const count = counts?.seats[0] ?? 0;
  if (count === 0) return t("Everybody who voted has at least one of their choices.");
  const many = tn("{count} person has none of their choices", "{count} people have none of their choices", count);
  const names = nothing.filter((name) => name !== "");
  if (names.length === 0) return t("{many}.", { many });
  const others = count - names.length;
  if (others > 0) names.push(tn("{count} other", "{count} others", others));
  return t("{many}: {names}.", { many, names: names.join(", ") });
}

/** All of them only when it is all of them: 199 of 200 is not 100 %. */
function shareParams({ seated, wanted }: Share): Record<string, string | number> {
  const part = seated === wanted ? 1 : Math.min(0.99, seated / wanted);
  const percent = new Intl.NumberFormat(spoken(), { style: "percent" }).format(part);
  return { percent, seated, wanted };
}
