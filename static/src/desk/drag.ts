// Dragging, an extra for whoever likes it: it chooses a session and presses a cell, as two presses or keys do.
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import type { Cell } from "../wire.ts";
import type { Selection } from "./selection.ts";

/** Pixels that a hand moves while it means to stay. */
const STEADY = 6;

/** Milliseconds that a finger rests on a session before it lifts it: sooner it scrolls. */
const LIFTING = 400;

/** Pixels from the board's edge, within which it scrolls along; and so many in a frame. */
const EDGE = 48;
const STEP = 10;

interface Source {
  topic: string;
  /** Where it is, if it is in the draft. */
  cell: Cell | undefined;
  title: string;
}

interface Held {
  pointer: number;
  source: Source;
  x: number;
  y: number;
  timer: ReturnType<typeof setTimeout> | undefined;
  /** What follows the hand, once something is dragged. */
  ghost: HTMLElement | undefined;
}

/** Sessions in the grid, and topics beside it, can be dragged within `holder`. */
export function useDrag(holder: RefObject<HTMLElement | null>, latest: { readonly current: Selection }): void {
  useEffect(() => {
    const drag = new Drag(holder.current!, () => latest.current);
    return () => drag.close();
  }, []);
}

class Drag {
  private readonly holder: HTMLElement;
  private readonly selection: () => Selection;
  private readonly ends = new AbortController();
  private held: Held | undefined;
  private dropped = false;

  constructor(holder: HTMLElement, selection: () => Selection) {
    this.holder = holder;
    this.selection = selection;
    const { signal } = this.ends;
    holder.addEventListener("pointerdown", (event) => this.down(event), { signal });
    holder.addEventListener("pointermove", (event) => this.move(event), { signal });
    holder.addEventListener("pointerup", (event) => this.up(event), { signal });
    holder.addEventListener("pointercancel", () => this.stop(true), { signal });
    holder.addEventListener("click", (event) => this.click(event), { signal, capture: true });
    // Before they bring up something of their own, or scroll the page from under what is dragged.
    holder.addEventListener("contextmenu", (event) => this.dragging && event.preventDefault(), { signal });
    holder.addEventListener("touchmove", this.hold, { signal, passive: false });
    addEventListener("keydown", (event) => event.key === "Escape" && this.stop(true), { signal });
  }

  close(): void {
    this.stop(false);
    this.ends.abort();
  }

  private get dragging(): boolean {
    return this.held?.ghost !== undefined;
  }

  private readonly hold = (event: Event): void => {
    if (this.dragging) event.preventDefault();
  };

  private down(event: PointerEvent): void {
    if (!event.isPrimary || event.button !== 0 || this.held) return;
    this.dropped = false;
    const source = sourceOf(event.target);
    if (!source) return;
    // What was touched may be gone from the page once its cell is drawn anew: the finger's events go there all the same.
    event.target!.addEventListener("touchmove", this.hold, { signal: this.ends.signal, passive: false });
    const timer = event.pointerType === "touch" ? setTimeout(() => this.lift(), LIFTING) : undefined;
    this.held = { pointer: event.pointerId, source, x: event.clientX, y: event.clientY, timer, ghost: undefined };
  }

  private move(event: PointerEvent): void {
    const { held } = this;
    if (held?.pointer !== event.pointerId) return;
    if (!held.ghost) {
      if (Math.hypot(event.clientX - held.x, event.clientY - held.y) <= STEADY) return;
      if (event.pointerType === "touch") return this.stop(false); // it scrolls
      this.lift();
    }
    held.x = event.clientX;
    held.y = event.clientY;
    this.follow();
  }

  private up(event: PointerEvent): void {
    const { held } = this;
    if (held?.pointer !== event.pointerId) return;
    const cell = held.ghost && this.under();
    const moved = this.dragging;
    this.stop(moved && !cell);
    this.dropped = moved;
    if (cell) this.selection().press(cell);
  }

  /** What a browser takes for a press, after something was dropped. */
  private click(event: MouseEvent): void {
    if (!this.dropped) return;
    this.dropped = false;
    event.stopPropagation();
    event.preventDefault();
  }

  private lift(): void {
    const { held, holder } = this;
    if (!held) return;
    const { topic, cell, title } = held.source;
    clearTimeout(held.timer);
    holder.setPointerCapture(held.pointer);
    this.selection().choose(topic, cell);
    held.ghost = document.createElement("div");
    held.ghost.className = "dragged";
    held.ghost.textContent = title;
    held.ghost.setAttribute("aria-hidden", "true");
    document.body.append(held.ghost);
    this.follow();
    this.scroll();
  }

  private follow(): void {
    const { ghost, x, y } = this.held!;
    ghost!.style.transform = `translate(${x}px, ${y}px)`;
    const over = this.cellUnder();
    for (const each of this.holder.querySelectorAll("[data-over]")) if (each !== over) each.removeAttribute("data-over");
    over?.setAttribute("data-over", "true");
  }

  /** As long as the hand rests at the edge of the board. */
  private scroll(): void {
    const { held } = this;
    const board = this.holder.querySelector(".schedule__scroll");
    if (!held?.ghost || !board) return;
    const { left, right, top, bottom } = board.getBoundingClientRect();
    const by = (at: number, low: number, high: number): number => (at < low + EDGE ? -STEP : at > high - EDGE ? STEP : 0);
    const before = board.scrollLeft + board.scrollTop;
    board.scrollBy(by(held.x, left, Math.min(right, innerWidth)), by(held.y, top, Math.min(bottom, innerHeight)));
    if (board.scrollLeft + board.scrollTop !== before) this.follow();
    requestAnimationFrame(() => this.held === held && this.scroll());
  }

  private under(): Cell | undefined {
    const [slot, room] = this.cellUnder()?.dataset.cell?.split("/") ?? [];
    return slot && room ? { slot, room } : undefined;
  }

  private cellUnder(): HTMLElement | undefined {
    const { x, y } = this.held!;
    return document.elementFromPoint(x, y)?.closest<HTMLElement>("[data-cell]") ?? undefined;
  }

  private stop(cancelled: boolean): void {
    const { held } = this;
    if (!held) return;
    clearTimeout(held.timer);
    this.held = undefined;
    for (const each of this.holder.querySelectorAll("[data-over]")) each.removeAttribute("data-over");
    if (!held.ghost) return;
    held.ghost.remove();
    if (this.holder.hasPointerCapture(held.pointer)) this.holder.releasePointerCapture(held.pointer);
    if (cancelled) this.selection().cancel();
  }
}

function sourceOf(target: EventTarget | null): Source | undefined {
  const found = target instanceof Element ? target.closest<HTMLElement>("[data-topic]") : null;
  if (!found) return undefined;
  const [slot, room] = found.dataset.cell?.split("/") ?? [];
  const title = found.querySelector(".cell__title, .waiting__title")?.textContent ?? "";
  return { topic: found.dataset.topic!, cell: slot && room ? { slot, room } : undefined, title };
}
