// The line above the grid: what is chosen, what can be done with it, and what was done last.
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import { cellKey, draftIndex, mayRepeat, titleOf, type Chosen } from "./moves.ts";
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
  const { chosen, said, refused } = selection;
  const placement = chosen?.from && draftIndex(view.draft).cells.get(cellKey(chosen.from));
  const resting = t("Choose or drag a session, or a topic without a place, to move it.");
  return (
    <div class="selection" data-choosing={chosen !== undefined}>
      <p class="selection__words" role="status">
        {chosen ? questionWords(view, chosen) : said || resting}
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
            <button type="button" class="button button--quiet" onClick={() => selection.pin(placement)}>
              {placement.pinned ? t("Unpin") : t("Pin")}
            </button>
            {mayRepeat(view, placement.topic) ? (
              <button type="button" class="button button--quiet" onClick={() => selection.repeat(placement.topic)}>
                {t("Add a repeat")}
              </button>
            ) : null}
            <button type="button" class="button button--quiet" onClick={() => selection.takeOut(placement)}>
              {t("Take out")}
            </button>
          </>
        ) : null}
        {chosen ? (
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

function questionWords(view: View, { topic, from, beside }: Chosen): string {
  const title = titleOf(view, topic);
  return beside && !from
    ? t("Where should the repeat of “{title}” go? Choose a cell.", { title })
    : t("Where should “{title}” go? Choose a cell.", { title });
}
