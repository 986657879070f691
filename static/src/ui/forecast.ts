/** How many people a topic will have in its room: a range, for votes foresee it badly. */
import { t, tn } from "../i18n.ts";
import { limits } from "../wire.ts";

/** Both ends in people; undefined when nobody has voted. */
export function forecast(votes: number): { low: number; high: number } | undefined {
  if (votes === 0) return undefined;
  const part = (percent: number): number => Math.max(1, Math.round((votes * percent) / 100));
  return { low: part(limits.FORECAST_LOW_PERCENT), high: part(limits.FORECAST_HIGH_PERCENT) };
}

/** "about 12–25, from 31 votes"; empty when nobody has voted. */
export function forecastWords(votes: number): string {
  const range = forecast(votes);
  if (!range) return "";
  const { low, high } = range;
  const params = { range: low === high ? `${low}` : `${low}–${high}` };
  return t("about {range}, {basis}", { ...params, basis: tn("from {count} vote", "from {count} votes", votes) });
}
