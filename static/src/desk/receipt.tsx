// What people get from the draft, beside what they get from what is published.
import type { View } from "../core.ts";
import { t, tn } from "../i18n.ts";
import type { Counts, Receipt } from "../wire.ts";
import { draftIndex } from "./moves.ts";
import { nothingWords, receiptWords, shortWords } from "./receipt-words.ts";
import { Score } from "./score.tsx";

export function ReceiptPanel({ view }: { view: View }) {
  const { draft, schedule } = view;
  const { draft_receipt: ofDraft, published_receipt: ofPublished } = view.ephemeral;
  const empty = !draft || draft.placements.length === 0;
  if (empty && !ofPublished) return null;
  // Once the draft is what people see, what counts are the seats that they were given.
  const published = ofPublished && (empty || !draft.differs);
  const receipt = published ? ofPublished : ofDraft;
  // Not heard of yet: what the plan said of itself is there all the same.
  if (!receipt && draft?.value == null) return null;
  const current = receipt?.of === (published ? schedule?.number : draft?.seq);
  const without = [...view.topics.keys()].filter((topic) => !draftIndex(draft).topics.has(topic)).length;
  return (
    <section class="panel receipt" aria-labelledby="receipt-title">
      <div class="receipt__head">
        <h2 class="panel__title" id="receipt-title">
          {published ? t("What people get now") : t("What people get")}
        </h2>
        {receipt ? <span class="panel__text">{stateWords(receipt, current)}</span> : null}
      </div>
      {receipt?.state === "failed" ? (
        <p class="panel__text">{t("It could not be counted; it is tried again in a moment.")}</p>
      ) : null}
      {receipt ? null : <Score value={draft?.value ?? null} bound={draft?.bound ?? null} />}
      {receipt?.counts ? <Figures receipt={receipt} counts={receipt.counts} current={current} distribution /> : null}
      {!empty && without > 0 ? (
        <p class="panel__text">
          {tn(
            "{count} topic has no place; see why below.",
            "{count} topics have no place; see why below.",
            without,
          )}
        </p>
      ) : null}
      {!empty && draft.differs && ofPublished?.counts ? (
        <p class="panel__text">{t("Published now: {words}", { words: shortWords(ofPublished.counts) })}</p>
      ) : null}
    </section>
  );
}

/** Beside the title, so that nothing below it moves when it comes and goes. */
export function stateWords(receipt: Receipt, current: boolean): string {
  if (receipt.state === "failed") return "";
  if (!receipt.counts) return t("counting …");
  return receipt.state === "counting" || !current ? t("counting anew …") : "";
}

interface FiguresProps {
  receipt: Receipt;
  counts: Counts;
  current: boolean;
  /** Whether it is also said how many people have how many seats. */
  distribution?: boolean;
}

export function Figures({ receipt, counts, current, distribution = false }: FiguresProps) {
  return (
    <div class="receipt__figures" data-old={!current || receipt.state !== "counted"}>
      {receiptWords(counts).map((words) => (
        <p key={words} class="receipt__line receipt__line--share">
          {words}
        </p>
      ))}
      {counts.seats.length > 0 ? <p class="receipt__line">{nothingWords(receipt)}</p> : null}
      {counts.seats.length > 0 && distribution ? <Distribution seats={counts.seats} /> : null}
      <Score value={counts.value} bound={counts.bound} />
    </div>
  );
}

function Distribution({ seats }: { seats: readonly number[] }) {
  return (
    <dl class="receipt__seats">
      <div>
        <dt>{t("Seats")}</dt>
        <dd>{t("People")}</dd>
      </div>
      {seats.map((people, number) => (
        <div key={number}>
          <dt>{number}</dt>
          <dd>{people}</dd>
        </div>
      ))}
    </dl>
  );
}
