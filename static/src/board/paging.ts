/** Pages instead of scrolling: what fits on each, and which one is on show. */

/** From the first item of a page up to, but not including, the first of the next. */
export type Span = readonly [from: number, to: number];

/**
 * Lays items of these heights out in rows of `columns`; a row is as high as its highest item. A page takes the rows
 * that fit into `height` with `gap` between them, at least one.
 */
export function pagesOf(heights: readonly number[], columns: number, height: number, gap: number): Span[] {
  const pages: Span[] = [];
  let from = 0;
  let used = 0;
  for (let start = 0; start < heights.length; start += columns) {
    const row = Math.max(...heights.slice(start, start + columns));
    if (start > from && used + gap + row > height) {
      pages.push([from, start]);
      from = start;
    }
    used = start === from ? row : used + gap + row;
  }
  if (from < heights.length) pages.push([from, heights.length]);
  return pages;
}

/** Pages, and in how many columns their items stand. */
export interface Layout {
  pages: readonly Span[];
  columns: number;
}

/**
 * Pages as `pagesOf` makes them, and no more of them, but with about as many items on each: eight that do not fit on
 * one page are shown as four and four, not as six and two. They stand in fewer, wider columns where those are enough.
 * Where heights differ so much that even pages do not fit, they stay as they were.
 */
export function evenPagesOf(heights: readonly number[], columns: number, height: number, gap: number): Layout {
  const pages = pagesOf(heights, columns, height, gap);
  if (pages.length < 2) return { pages, columns };
  const bounds = pages.map((_, page) => Math.ceil((page * heights.length) / pages.length));
  const even = bounds.map((from, page): Span => [from, bounds[page + 1] ?? heights.length]);
  const most = Math.max(...even.map(([from, to]) => to - from));
  const fewer = Math.ceil(most / Math.ceil(most / columns));
  // An item is no higher in a wider column than it was measured.
  const fits = even.every(([from, to]) => pagesOf(heights.slice(from, to), fewer, height, gap).length === 1);
  return fits ? { pages: even, columns: fewer } : { pages, columns };
}

/** As many columns of at least `least` as fit side by side. */
export function columnsIn(width: number, least: number, gap: number): number {
  return Math.max(1, Math.floor((width + gap) / (least + gap)));
}

/** The page on show: its key, its place, since when, and how often all pages have been gone through. */
export interface Turn {
  key: string;
  index: number;
  since: number;
  cycle: number;
}

/** The page to show now. Where the one on show is gone, the page that took its place gets its full time. */
export function turned(turn: Turn | undefined, keys: readonly string[], now: number, ms: number): Turn | undefined {
  const last = keys.length - 1;
  if (last < 0) return undefined;
  if (!turn) return { key: keys[0]!, index: 0, since: now, cycle: 0 };
  const index = keys.indexOf(turn.key);
  if (index < 0) {
    const instead = Math.min(turn.index, last);
    return { key: keys[instead]!, index: instead, since: now, cycle: turn.cycle };
  }
  const shown = now - turn.since;
  if (shown < 0) return { ...turn, index, since: now }; // the clock was put back
  if (shown < ms) return index === turn.index ? turn : { ...turn, index };
  const next = index === last ? 0 : index + 1;
  return { key: keys[next]!, index: next, since: now, cycle: turn.cycle + (next === 0 ? 1 : 0) };
}
