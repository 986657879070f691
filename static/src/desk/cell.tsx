// One cell of the grid: a button, whatever it does just now. It is as high in every state, so that nothing moves.
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import type { Placement, Price, Room, Slot } from "../wire.ts";
import { saidOf, type CellSaid } from "./assignments.ts";
import { SaidSign } from "./hosts-panel.tsx";
import { Icon } from "./icon.tsx";
import { hostNames, people, titleOf, wantWords, type Move, type Warning } from "./moves.ts";
import { pointsWords, priceWords } from "./prices.ts";
import { WarningList } from "./warning-list.tsx";

interface Props {
  cellKey: string;
  view: View;
  placement: Placement | undefined;
  /** Which of the topic's sessions it is, where there are two. */
  nth: string | undefined;
  room: Room;
  slot: Slot;
  warnings: readonly Warning[];
  /** What pressing it would do while a topic is chosen. */
  move: Move | undefined;
  /** What that would change, once it is counted. */
  price: Price | undefined;
  refused: string | undefined;
  inTabOrder: boolean;
  /** In the half of the grid that ends at its edge: what hangs from the cell hangs towards the middle. */
  late: boolean;
  onPress: () => void;
}

export function GridCell(props: Props) {
  const { cellKey, view, placement, nth, room, slot, warnings, move, price, refused, inTabOrder, late, onPress } = props;
  const kind = placement && view.topics.get(placement.topic)?.kind;
  const found = move ? [...move.warnings, ...move.otherWarnings] : warnings;
  const classes = ["cell"];
  if (kind) classes.push(`cell--${kind}`);
  if (!placement) classes.push("cell--empty");
  if (move) classes.push(`cell--${move.kind}`);
  const said = placement && !move ? saidOf(view, placement) : undefined;
  if (found.length > 0 || (said && said.said !== "confirmed")) classes.push("cell--doubtful");
  if (found.length > 1) classes.push("cell--crowded");
  return (
    <td role="gridcell" aria-selected={move ? move.kind === "here" : undefined}>
      <button
        type="button"
        class={classes.join(" ")}
        data-cell={cellKey}
        data-topic={placement?.topic}
        tabIndex={inTabOrder ? 0 : -1}
        onClick={onPress}
      >
        {placement ? <Held view={view} placement={placement} nth={nth} said={said} warnings={move ? undefined : warnings} /> : null}
        {move ? <MoveWords view={view} move={move} price={price} where={`${room.name}, ${slot.title}`} /> : null}
        {!placement && !move ? <span class="cell__free">{t("free")}</span> : null}
      </button>
      {refused ? (
        <p class={late ? "refusal cell__refusal cell__refusal--late" : "refusal cell__refusal"} role="alert">
          {refused}
        </p>
      ) : null}
    </td>
  );
}

interface HeldProps {
  view: View;
  placement: Placement;
  nth: string | undefined;
  said: CellSaid | undefined;
  /** Absent: the title alone, since the rest of the cell says what a move would do. */
  warnings: readonly Warning[] | undefined;
}

/** What matters most comes first: a cell that is too small for all of it loses its end until it is looked at. */
function Held({ view, placement, nth, said, warnings }: HeldProps) {
  const kind = view.topics.get(placement.topic)?.kind ?? "lead";
  const want = people(view.tallies.get(placement.topic));
  const hosts = hostNames(view, placement.topic);
  return (
    <>
      {nth ? <span class="cell__nth">{nth}</span> : null}
      <span class="cell__title">
        {placement.pinned ? (
          <span class="cell__pin">
            <Icon sign="pin" />
            <span class="hush">{t("Pinned:")} </span>
          </span>
        ) : null}
        {titleOf(view, placement.topic)}
      </span>
      {warnings ? (
        <>
          {said && said.said !== "confirmed" ? (
            <span class={`cell__said said said--${said.said}`}>
              <SaidSign said={said.said} />
              {said.words}
            </span>
          ) : null}
          <WarningList doubts={warnings.map((warning) => ({ warning }))} />
          {warnings.some((warning) => warning.kind === "small") ? null : (
            <span class="cell__tally">{wantWords(want)}</span>
          )}
          <span class={hosts ? "cell__hosts" : "cell__hosts cell__hosts--none"}>
            {said?.said === "confirmed" ? (
              <span class="said--confirmed">
                <SaidSign said="confirmed" />
                <span class="hush">{said.words}: </span>
              </span>
            ) : null}
            {hosts || t("no host yet")}
          </span>
          <span class={`badge badge--${kind}`}>{kind === "learn" ? t("learn") : t("lead")}</span>
        </>
      ) : null}
    </>
  );
}

interface MoveProps {
  view: View;
  move: Move;
  price: Price | undefined;
  where: string;
}

function MoveWords({ view, move, price, where }: MoveProps) {
  const other = move.other === undefined ? "" : titleOf(view, move.other);
  const doubts = [
    ...move.warnings.map((warning) => ({ warning })),
    ...move.otherWarnings.map((warning) => ({ warning, about: other })),
  ];
  return (
    <>
      <span class="cell__move">
        {move.kind === "here" ? t("Chosen") : null}
        {move.kind === "beside" ? t("Its other session") : null}
        {move.kind === "place" ? t("Place here") : null}
        {move.kind === "swap" ? t("Swap") : null}
        {move.kind === "replace" ? t("Replace") : null}
        <span class="hush">
          {other ? ` “${other}”` : ""} ({where})
        </span>
      </span>
      {move.command ? <Cost price={price} /> : null}
      <WarningList doubts={doubts} />
    </>
  );
}

/** In short, and in words for who looks at the cell or has it read out. Its line is there before it is counted. */
function Cost({ price }: { price: Price | undefined }) {
  return (
    <span class="cell__price">
      {price ? (
        <>
          <span class="cell__price-short" aria-hidden="true">
            {pointsWords(price)} <Icon sign="people" />
            {price.people}
          </span>
          <span class="cell__price-words">{priceWords(price)}</span>
        </>
      ) : (
        <span aria-hidden="true">…</span>
      )}
    </span>
  );
}
