// The draft and one that was kept aside, side by side: what people get from either, and which sessions differ.
import { useEffect, useState } from "preact/hooks";
import type { View } from "../core.ts";
import { t, tn } from "../i18n.ts";
import { clock } from "../time.ts";
import type { Cell, KeptDraft, Receipt } from "../wire.ts";
import { useAsk, useSession } from "./asking.ts";
import { differences, lostOf } from "./compare.ts";
import { useFocused } from "./focus.ts";
import { titleOf } from "./moves.ts";
import { request } from "./post.ts";
import { Figures, stateWords } from "./receipt.tsx";
import { Refusal } from "./refusal.tsx";

interface Props {
  view: View;
  kept: KeptDraft;
  onClose: () => void;
}

export function ComparePart({ view, kept, onClose }: Props) {
  const { ask, refusal, waiting } = useAsk();
  const heading = useFocused<HTMLHeadingElement>();
  const { receipt, failed } = useKeptReceipt(view, kept.id);
  const { draft } = view;
  const apart = differences(view, kept);
  const lost = lostOf(view, kept);
  const mine = view.ephemeral.draft_receipt ?? undefined;
  const take = async (): Promise<void> => {
    const [ack] = await ask({ do: "take-draft", kept: kept.id });
    if (ack?.ok) onClose();
  };
  return (
    <section class="compare" aria-labelledby="compare-title">
      <h2 class="pane__title" id="compare-title" tabIndex={-1} ref={heading}>
        {t("The draft beside “{name}”", { name: kept.name })}
      </h2>
      <div class="compare__sides">
        <Side
          title={t("The draft now")}
          placements={draft?.placements.length ?? 0}
          view={view}
          receipt={mine}
          current={mine?.of === draft?.seq}
        />
        <Side
          title={kept.name}
          placements={kept.draft.placements.length}
          view={view}
          receipt={receipt}
          current
          failed={failed}
        />
      </div>
      <h3 class="foreseen__title">
        {tn("{count} topic is elsewhere", "{count} topics are elsewhere", apart.length)}
      </h3>
      {apart.length > 0 ? (
        <table class="compare__table">
          <thead>
            <tr>
              <th scope="col">{t("Topic")}</th>
              <th scope="col">{t("The draft now")}</th>
              <th scope="col">{kept.name}</th>
            </tr>
          </thead>
          <tbody>
            {apart.map(({ topic, title, draft: here, kept: there }) => (
              <tr key={topic}>
                <th scope="row">{title}</th>
                <td data-of={t("The draft now")}>{cellWords(view, here)}</td>
                <td data-of={kept.name}>{cellWords(view, there)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <p class="panel__text">{t("Both have every session at the same place.")}</p>
      )}
      {lost.length > 0 ? (
        <p class="panel__text">
          {t("Not possible any more, and left out when it is taken: {titles}.", {
            titles: lost.map(({ topic }) => titleOf(view, topic)).join(", "),
          })}
        </p>
      ) : null}
      <div class="form__does">
        <button type="button" class="button" disabled={waiting || apart.length === 0} onClick={() => void take()}>
          {t("Take “{name}” as the draft", { name: kept.name })}
        </button>
        <button type="button" class="button button--quiet" onClick={onClose}>
          {t("Back to the board")}
        </button>
      </div>
      <Refusal words={refusal} />
    </section>
  );
}

interface SideProps {
  title: string;
  placements: number;
  view: View;
  receipt: Receipt | undefined;
  /** It is of what is there now. */
  current: boolean;
  failed?: string | undefined;
}

function Side({ title, placements, view, receipt, current, failed }: SideProps) {
  return (
    <section class="panel compare__side" aria-label={title}>
      <div class="receipt__head">
        <h3 class="panel__title">{title}</h3>
        <span class="panel__text">
          {receipt ? stateWords(receipt, current) : failed === undefined ? t("counting …") : ""}
        </span>
      </div>
      <p class="panel__text">
        {tn("{count} session placed", "{count} sessions placed", placements)} ·{" "}
        {tn("{count} topic on the wall", "{count} topics on the wall", view.topics.size)}
      </p>
      {failed !== undefined ? <Refusal words={failed} /> : null}
      {receipt?.counts ? <Figures receipt={receipt} counts={receipt.counts} current={current} /> : null}
    </section>
  );
}

/** Counted anew when the wall, the rooms or the slots are others; votes are counted as they were when one looked. */
function useKeptReceipt(view: View, kept: string): { receipt?: Receipt; failed?: string } {
  const { boot } = useSession();
  const [found, setFound] = useState<{ receipt?: Receipt; failed?: string }>({});
  const { topics, rooms, slots } = view;
  useEffect(() => {
    let dropped = false;
    setFound({});
    void request(`${boot.base}/desk/kept`, { kept }).then(({ answer, refusal }) => {
      if (dropped) return;
      setFound(refusal === undefined ? { receipt: answer as Receipt } : { failed: refusal });
    });
    return () => {
      dropped = true;
    };
  }, [boot, kept, topics, rooms, slots]);
  return found;
}

function cellWords(view: View, cells: readonly Cell[]): string {
  const zone = view.camp?.time_zone ?? "UTC";
  const words = cells.map(({ slot, room }) => {
    const when = view.slots.get(slot);
    return t("{time}, {room}", { time: when ? clock(when.start, zone) : "", room: view.rooms.get(room)?.name ?? "" });
  });
  return words.join("; ") || t("no place");
}
