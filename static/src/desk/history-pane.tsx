// What organizers and the clock did, newest first; most of it can be taken back, whenever it was.
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import { clock } from "../time.ts";
import { linesOf, type Line } from "./actions.ts";
import { useAsk } from "./asking.ts";
import { Refusal } from "./refusal.tsx";
import { sentence } from "./sentences.ts";

export function HistoryPane({ view }: { view: View }) {
  const lines = linesOf(view.actions);
  return (
    <section class="history" aria-labelledby="history-title">
      <h2 class="pane__title" id="history-title">
        {t("What was done")}
      </h2>
      {lines.length === 0 ? (
        <p class="empty">{t("Nothing yet. Everything organizers do will be listed here.")}</p>
      ) : null}
      <ol class="rows">
        {lines.map((line) => (
          <HistoryRow key={line.action.seq} view={view} line={line} />
        ))}
      </ol>
    </section>
  );
}

function HistoryRow({ view, line }: { view: View; line: Line }) {
  const { ask, refusal, waiting } = useAsk();
  const { action, holds, turn, turned } = line;
  const zone = view.camp?.time_zone ?? "UTC";
  const words = sentence(action.what, action.args);
  return (
    <li class={holds ? "row" : "row row--undone"}>
      <div class="row__line">
        <p class="row__time">{clock(action.at, zone)}</p>
        <div class="row__main">
          <p>{holds ? words : <s>{words}</s>}</p>
          {turned ? <p class="row__turned">{turnedWords(view, line, zone)}</p> : null}
        </div>
        <p class="row__place">{whoName(view, action.by)}</p>
        <div class="row__does">
          {turn === undefined ? null : (
            <button
              type="button"
              class="button button--quiet"
              disabled={waiting}
              onClick={() => void ask({ do: "undo", seq: turn })}
            >
              {holds ? t("Undo") : t("Redo")}
              <span class="hush">: {words}</span>
            </button>
          )}
        </div>
      </div>
      <Refusal words={refusal} />
    </li>
  );
}

export function whoName(view: View, person: string | null): string {
  if (person === null) return t("the timetable");
  if (person === view.me?.person) return t("you");
  return view.organizers.get(person) || view.hosts.get(person) || t("an organizer");
}

function turnedWords(view: View, { holds, turned }: Line, zone: string): string {
  if (!turned) return "";
  const params = { name: whoName(view, turned.by), time: clock(turned.at, zone) };
  return holds ? t("Redone at {time} by {name}", params) : t("Undone at {time} by {name}", params);
}
