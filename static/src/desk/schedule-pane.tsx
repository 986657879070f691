// The draft in the middle; at its side what needs a decision: make a plan, publish it, place what is left over.
import { useCallback, useRef, useState } from "preact/hooks";
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import { useNow } from "../ui/use-now.ts";
import { useSession } from "./asking.ts";
import { ComparePart } from "./compare-part.tsx";
import { useDrag } from "./drag.ts";
import { Grid } from "./grid.tsx";
import { HostsPanel } from "./hosts-panel.tsx";
import { InRoomsPanel } from "./in-rooms-panel.tsx";
import { inField, KeysHelp, useKeys } from "./keys.tsx";
import { KeptPanel } from "./kept-panel.tsx";
import { PlanPanel } from "./plan-panel.tsx";
import { usePrices } from "./prices.ts";
import { PublishPanel } from "./publish-panel.tsx";
import { ReceiptPanel } from "./receipt.tsx";
import { SelectionBar } from "./selection-bar.tsx";
import { useSelection } from "./selection.ts";
import { UnplacedPanel } from "./unplaced-panel.tsx";

export function SchedulePane({ view }: { view: View }) {
  const session = useSession();
  const now = useNow(session.now, 20_000);
  const selection = useSelection(view);
  const prices = usePrices(view, selection.chosen);
  const [helpShown, setHelpShown] = useState(false);
  const [entered, setEntered] = useState(0);
  const [compared, setCompared] = useState<string | undefined>(undefined);
  const kept = compared === undefined ? undefined : view.kept.get(compared);
  const toggleHelp = (): void => setHelpShown((shown) => !shown);
  useKeys((event) => {
    if (event.key === "Escape") {
      selection.cancel();
      setHelpShown(false);
      setCompared(undefined);
    } else if (event.key === "?" && !inField(event)) toggleHelp();
  });
  const board = useRef<HTMLElement>(null);
  const compare = (id: string): void => {
    selection.cancel();
    setCompared(id);
    board.current?.scrollIntoView({ block: "nearest" });
  };
  const latest = useRef(selection);
  latest.current = selection;
  const pane = useRef<HTMLDivElement>(null);
  useDrag(pane, latest);
  const choose = useCallback((topic: string, again: boolean, byKey: boolean) => {
    if (again) latest.current.repeat(topic);
    else latest.current.choose(topic);
    if (byKey) setEntered((times) => times + 1);
    else board.current?.scrollIntoView({ block: "nearest" }); // on a narrow screen it is further up
  }, []);
  const framed = view.rooms.size > 0 && [...view.slots.values()].some((slot) => !slot.is_break);
  return (
    <div class="schedule" ref={pane}>
      <section class="schedule__board" ref={board} aria-label={t("Draft")}>
        {kept ? (
          <ComparePart key={kept.id} view={view} kept={kept} onClose={() => setCompared(undefined)} />
        ) : (
          <SelectionBar view={view} selection={selection} prices={prices} helpShown={helpShown} onHelp={toggleHelp} />
        )}
        {helpShown && !kept ? <KeysHelp onClose={toggleHelp} /> : null}
        {kept ? null : framed ? (
          <div class="schedule__scroll">
            <Grid view={view} selection={selection} prices={prices} now={now} entered={entered} />
          </div>
        ) : (
          <div class="empty">
            <p>{t("A schedule needs rooms to meet in and slots to meet at.")}</p>
            <a class="button" href="#rooms">
              {t("Add rooms and slots")}
            </a>
          </div>
        )}
      </section>
      <div class="schedule__side">
        <PlanPanel view={view} ready={framed} />
        <ReceiptPanel view={view} />
        <PublishPanel view={view} />
        <KeptPanel view={view} compared={kept?.id} onCompare={compare} />
        <HostsPanel view={view} now={now} />
        <InRoomsPanel view={view} now={now} />
        <UnplacedPanel view={view} chosen={selection.chosen} onChoose={choose} />
      </div>
    </div>
  );
}
