// The line above the grid: what is chosen, what can be done with it, and what was done last.
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import { draftIndex, titleOf } from "./moves.ts";
import type { MovePrices } from "./prices.ts";
import type { Selection } from "./selection.ts";

interface Props {
  view: View;
  selection: Selection;
  prices: MovePrices;
  helpShown: boolean;
  onHelp: () => void;
}

export function SelectionBar({ view, selection, prices, helpShown, onHelp }: Props) {
  const { topic, said, refused } = selection;
  const placement = topic === undefined ? undefined : draftIndex(view.draft).topics.get(topic);
  const resting = t("Choose a session, or a topic without a place, to move it.");
  return (
    <div class="selection" data-choosing={topic !== undefined}>
      <p class="selection__words" role="status">
        {topic === undefined
          ? said || resting
          : t("Where should “{title}” go? Choose a cell.", { title: titleOf(view, topic) })}
        {prices.words ? <span class="selection__prices"> {prices.words}</span> : null}
      </p>
      {refused && refused.cell === undefined ? (
        <p class="refusal" role="alert">
          {refused.words}
        </p>
      ) : null}
      <div class="selection__does">
        {placement ? (
          <>
            <button type="button" class="button button--quiet" onClick={() => selection.pin(placement.topic)}>
              {placement.pinned ? t("Unpin") : t("Pin")}
            </button>
            <button type="button" class="button button--quiet" onClick={() => selection.takeOut(placement.topic)}>
              {t("Take out")}
            </button>
          </>
        ) : null}
        {topic !== undefined ? (
          <button type="button" class="button button--quiet" onClick={selection.cancel}>
            {t("Cancel")}
          </button>
        ) : null}
        <button type="button" class="button button--quiet" aria-expanded={helpShown} onClick={onHelp}>
          {t("Keys (?)")}
        </button>
      </div>
    </div>
  );
}
