/** Cards in pages that fit the space there is, whatever is written on them; one page after the other. */
import type { ComponentChildren, VNode } from "preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { columnsIn, evenPagesOf, pagesOf, turned, type Turn } from "./paging.ts";

export interface Item {
  id: string;
  /** All that its height depends on: what has the same stamp is measured once. */
  stamp: string;
  draw: () => VNode;
}

/** Items that share pages, under a heading of their own. */
export interface Group {
  key: string;
  items: readonly Item[];
}

interface DeckProps {
  groups: readonly Group[];
  /** The least width of a column, in lines (rem). */
  least: number;
  /**
   * Each page of a group gets as many items. Not for what grows while it is shown: one more would change every page.
   */
  even?: boolean;
  now: number;
  /** Above the page on show; `of` pages has the group. */
  head: (group: Group, page: number, of: number) => ComponentChildren;
  /** All pages have been shown once. Must be a stable function. */
  onCycle?: () => void;
}

/** Twelve cards can be skimmed in this time, and three read. */
const PAGE_MS = 9000;

/** In coarse steps, so that most pages of a day look alike; the last one is what pages were counted with. */
const SCALES = [1.6, 1.4, 1.2, 1];

/** Between cards, in lines; the style sheet has the same. */
const GAP = 0.4;

interface Space {
  width: number;
  height: number;
  line: number;
}

interface Page {
  key: string;
  group: Group;
  number: number;
  of: number;
  columns: number;
  items: readonly Item[];
}

export function Deck({ groups, least, even = false, now, head, onCycle }: DeckProps) {
  const table = useRef<HTMLDivElement>(null);
  const measured = useRef<HTMLUListElement>(null);
  const space = useSpace(table);
  const gap = space.line * GAP;
  const columns = columnsIn(space.width, space.line * least, gap);
  useLayoutEffect(() => {
    table.current?.style.setProperty("--columns", String(columns));
  }, [columns]); // before cards are measured in them
  const { heights, missing } = useHeights(groups, measured, `${space.width} ${columns} ${space.line}`);

  const pages = useMemo<Page[]>(() => {
    if (space.width === 0 || missing.length > 0) return [];
    return groups.flatMap((group) => {
      const high = group.items.map(({ stamp }) => heights.get(stamp)!);
      const layout = even
        ? evenPagesOf(high, columns, space.height, gap)
        : { pages: pagesOf(high, columns, space.height, gap), columns };
      return layout.pages.map(([from, to], index) => ({
        key: `${group.key} ${group.items[from]!.id}`,
        group,
        number: index + 1,
        of: layout.pages.length,
        columns: layout.columns,
        items: group.items.slice(from, to),
      }));
    });
  }, [groups, heights, missing, columns, space, gap, even]);

  const turn = useRef<Turn | undefined>(undefined);
  const keys = useMemo(() => pages.map(({ key }) => key), [pages]);
  // While cards are measured there are no pages; the turn is kept for when they are back, in the same frame.
  if (pages.length > 0) turn.current = turned(turn.current, keys, now, PAGE_MS);
  const cycle = turn.current?.cycle ?? 0;
  useLayoutEffect(() => {
    if (cycle > 0) onCycle?.();
  }, [cycle, onCycle]);

  const page = turn.current && pages[turn.current.index];
  const shown = useRef<HTMLUListElement>(null);
  useLayoutEffect(() => {
    const list = shown.current;
    if (!list || !page) return;
    list.style.setProperty("--columns", String(page.columns));
    if (even) grow(list, space.height);
  }, [page, even, space]);
  return (
    <div class="deck">
      {page && <header class="deck__head">{head(page.group, page.number, page.of)}</header>}
      <div ref={table} class="deck__table">
        {page && (
          <ul key={page.key} ref={shown} class="cards cards--page">
            {page.items.map((item) => (
              <li key={item.id}>{item.draw()}</li>
            ))}
          </ul>
        )}
        {missing.length > 0 && (
          <ul ref={measured} class="cards cards--measure" aria-hidden="true">
            {missing.map((item) => (
              <li key={item.stamp}>{item.draw()}</li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}

/** Writes the cards as large as the room allows: what is half empty is read from further away. */
function grow(list: HTMLElement, height: number): void {
  for (const scale of SCALES) {
    list.style.setProperty("--scale", String(scale));
    if (list.scrollHeight <= height) return;
  }
}

/** The room for cards and the height of a line, in pixels; zero until it is laid out. */
function useSpace(table: { current: HTMLElement | null }): Space {
  const [space, setSpace] = useState<Space>({ width: 0, height: 0, line: 0 });
  useLayoutEffect(() => {
    const element = table.current!;
    const measure = (): void => {
      const width = element.clientWidth;
      const height = element.clientHeight;
      const line = parseFloat(getComputedStyle(document.documentElement).fontSize);
      setSpace((was) => {
        const same = was.width === width && was.height === height && was.line === line;
        return same ? was : { width, height, line };
      });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [table]);
  return space;
}

/** The heights of all items by stamp; those in `missing` are to be drawn in `list`, where they are measured. */
function useHeights(
  groups: readonly Group[],
  list: { current: HTMLUListElement | null },
  layout: string,
): { heights: ReadonlyMap<string, number>; missing: readonly Item[] } {
  const [known, setKnown] = useState<{ layout: string; heights: ReadonlyMap<string, number> }>(() => ({
    layout,
    heights: new Map(),
  }));
  const heights = known.layout === layout ? known.heights : NONE;
  const missing = useMemo(() => {
    const found = new Map<string, Item>();
    for (const { items } of groups) for (const item of items) if (!heights.has(item.stamp)) found.set(item.stamp, item);
    return [...found.values()];
  }, [groups, heights]);
  useLayoutEffect(() => {
    if (!list.current || missing.length === 0) return;
    const present = new Set(groups.flatMap(({ items }) => items.map(({ stamp }) => stamp)));
    const next = new Map([...heights].filter(([stamp]) => present.has(stamp)));
    const drawn = list.current.children;
    missing.forEach(({ stamp }, index) => next.set(stamp, drawn[index]!.getBoundingClientRect().height));
    setKnown({ layout, heights: next });
  }, [groups, heights, missing, layout, list]);
  return { heights, missing };
}

const NONE: ReadonlyMap<string, number> = new Map();
