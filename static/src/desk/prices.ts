// What moving the chosen topic into each cell would change: asked of the server, part by part.
import { useEffect, useRef, useState } from "preact/hooks";
import type { View } from "../core.ts";
import { spoken, t, tn } from "../i18n.ts";
import type { Cell, Price, Prices } from "../wire.ts";
import { useSession } from "./asking.ts";
import { cellKey, type Chosen } from "./moves.ts";
import { request, type Answered } from "./post.ts";

export interface Question {
  topic: string;
  /** Where the topic stays as well. */
  beside?: Cell | undefined;
  /** Of the draft. */
  seq: number;
}

function isSame(one: Prices | Question | undefined, other: Prices | Question | undefined): boolean {
  const beside = (each: Prices | Question): string => (each.beside ? cellKey(each.beside) : "");
  if (!one || !other) return one === other;
  return one.topic === other.topic && one.seq === other.seq && beside(one) === beside(other);
}

/** Asks for one thing at a time, and next for what is wanted by then: whoever looks around asks no queue of questions. */
export class Pricer {
  /** By cell, of what is wanted. */
  prices: ReadonlyMap<string, Price> = new Map();
  /** Every cell has its price. */
  complete = false;
  refusal: string | undefined;
  private wanted: Question | undefined;
  private held: Prices | undefined;
  private asking = false;
  private readonly ask: (question: Question, start: number) => Promise<Answered>;
  private readonly changed: () => void;

  constructor(ask: (question: Question, start: number) => Promise<Answered>, changed: () => void) {
    this.ask = ask;
    this.changed = changed;
  }

  want(question: Question | undefined): void {
    if (isSame(question, this.wanted)) return;
    this.wanted = question;
    this.refusal = undefined;
    this.settle();
    void this.run();
  }

  private settle(): void {
    const { held, wanted } = this;
    const fits = held && wanted && isSame(held, wanted);
    this.prices = new Map(fits ? held.prices.map((price) => [cellKey(price), price]) : []);
    this.complete = fits ? held.prices.length >= held.cells : false;
    this.changed();
  }

  private async run(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    try {
      while (this.wanted && !this.complete && this.refusal === undefined) {
        const question = this.wanted;
        const start = this.prices.size;
        const { refusal, answer } = await this.ask(question, start);
        if (refusal === undefined) this.hold(answer as Prices);
        else if (question === this.wanted) this.refusal = refusal;
        this.settle();
        // The draft has changed meanwhile: the desk hears of it in a moment, and wants just this then.
        if (question === this.wanted && this.prices.size === start) break;
      }
    } finally {
      this.asking = false;
    }
  }

  /** A part is worth nothing without those before it. */
  private hold(part: Prices): void {
    const { held } = this;
    const next = held && isSame(held, part) && held.prices.length === part.start;
    if (part.start === 0) this.held = part;
    else if (next) this.held = { ...part, prices: [...held.prices, ...part.prices] };
  }
}

export interface MovePrices {
  of(cell: { slot: string; room: string }): Price | undefined;
  /** What there is to say about all of them; empty while nothing is chosen. */
  words: string;
}

export function usePrices(view: View, chosen: Chosen | undefined): MovePrices {
  const { boot } = useSession();
  const [, redraw] = useState(0);
  const pricer = useRef<Pricer | undefined>(undefined);
  pricer.current ??= new Pricer(
    ({ topic, beside = null }, start) => request(`${boot.base}/desk/prices`, { topic, beside, start }),
    () => redraw((times) => times + 1),
  );
  const { current } = pricer;
  const seq = view.draft?.seq;
  // A change of ours that is not saved yet is not in the draft that would be priced.
  const wanted = chosen !== undefined && seq !== undefined && view.settled;
  useEffect(() => {
    current.want(wanted ? { topic: chosen.topic, beside: chosen.beside, seq } : undefined);
  }, [current, wanted, chosen?.topic, chosen?.beside && cellKey(chosen.beside), seq]);
  return {
    of: (cell) => current.prices.get(cellKey(cell)),
    words: !chosen ? "" : (current.refusal ?? (current.complete ? readyWords(current.prices.size) : countingWords())),
  };
}

function readyWords(priced: number): string {
  if (priced === 0) return "";
  return t("Each cell says how many points it gains or costs, and how many people are affected.");
}

function countingWords(): string {
  return t("Counting what each cell would change …");
}

/** Points with their sign, as short as a cell needs it. */
export function pointsWords({ change }: Price): string {
  return new Intl.NumberFormat(spoken(), { signDisplay: "exceptZero" }).format(change).replace("-", "\u2212");
}

/** In words, as it is read out. */
export function priceWords({ change, people }: Price): string {
  const affected =
    people === 0 ? t("nobody is affected") : tn("{count} person affected", "{count} people affected", people);
  return `${changeWords(change)}, ${affected}`;
}

export function changeWords(change: number): string {
  if (change === 0) return t("costs no points");
  const points = Math.abs(change);
  return change > 0
    ? tn("gains {count} point", "gains {count} points", points)
    : tn("costs {count} point", "costs {count} points", points);
}
