// Shows the draft to everybody, after saying who will be told what.
import { useState } from "preact/hooks";
import type { View } from "../core.ts";
import { t, tn } from "../i18n.ts";
import { clock } from "../time.ts";
import type { TouchedDocument } from "../wire.ts";
import { useAsk } from "./asking.ts";
import { Told } from "./foreseen-part.tsx";
import { useForesight } from "./foreseen.ts";
import { hostName } from "./moves.ts";
import { Refusal } from "./refusal.tsx";
import { WarningCounts } from "./warning-counts.tsx";

export function PublishPanel({ view }: { view: View }) {
  const { ask, refusal, waiting } = useAsk();
  const { draft, schedule } = view;
  if (!draft) return null;
  const empty = draft.placements.length === 0;
  const saving = waiting || !view.settled; // what is not in the draft yet would not be published
  const can = draft.differs && !empty && !saving;
  return (
    <section class="panel publish" aria-labelledby="publish-title">
      <h2 class="panel__title" id="publish-title">
        {t("Publish")}
      </h2>
      <p class="panel__text">{stateWords(view)}</p>
      {empty ? null : <WarningCounts view={view} />}
      {draft.differs && !empty ? <Preview view={view} /> : null}
      {draft.differs && !empty && schedule ? <ByName view={view} seq={draft.seq} /> : null}
      <div class="panel__does">
        <button
          type="button"
          class="button"
          disabled={!can}
          onClick={() => void ask({ do: "publish", based_on: draft.seq })}
        >
          {t("Publish")}
        </button>
        {draft.differs && !(empty && !schedule) ? (
          <button
            type="button"
            class="button button--quiet"
            disabled={saving}
            onClick={() => void ask({ do: "reset-draft" })}
          >
            {schedule ? t("Reset to published") : t("Empty the draft")}
          </button>
        ) : null}
      </div>
      {saving ? <p class="panel__text">{t("Saving your last change …")}</p> : null}
      <Refusal words={refusal} />
    </section>
  );
}

function stateWords(view: View): string {
  const { draft, schedule, camp } = view;
  const empty = draft?.placements.length === 0;
  if (!schedule) {
    return empty
      ? t("Nothing is published, and the draft is empty.")
      : t("Nothing is published yet. Publishing shows the draft on every phone and on the board.");
  }
  const params = { number: schedule.number, time: clock(schedule.at, camp?.time_zone ?? "UTC") };
  return draft?.differs
    ? t("People see schedule {number}, published at {time}. The draft differs from it.", params)
    : t("People see schedule {number}, published at {time}. The draft is the same.", params);
}

function Preview({ view }: { view: View }) {
  const { hosts_touched: touched = [], attendees_touched: others = 0 } = view.draft ?? {};
  const hosts = new Set(touched.map(({ person }) => person)).size;
  if (hosts === 0 && others === 0) return <p class="panel__text">{t("Nobody has to be told anything.")}</p>;
  const hostWords = tn("{count} host", "{count} hosts", hosts);
  const otherWords = tn("{count} person whose day changes", "{count} people whose day changes", others);
  const told =
    others === 0
      ? t("Tells {hosts}.", { hosts: hostWords })
      : hosts === 0
        ? t("Tells {people}.", { people: otherWords })
        : t("Tells {hosts} and {people}.", { hosts: hostWords, people: otherWords });
  if (hosts === 0) return <p class="panel__text publish__tells">{told}</p>;
  return (
    <details class="publish__tells">
      <summary>{told}</summary>
      <ul class="publish__hosts" tabIndex={0}>
        {touched.map((each) => (
          <li key={`${each.person}/${each.topic}/${each.slot}`}>
            <b>{hostName(view, each.person)}</b>: {touchedWords(view, each)}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Asked of the server when somebody wants to know. */
function ByName({ view, seq }: { view: View; seq: number }) {
  const [open, setOpen] = useState(false);
  const { preview, refusal } = useForesight(view, open ? { do: "publish", based_on: seq } : undefined);
  return (
    <details class="publish__tells" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("Who is told what, by name")}</summary>
      {open && preview && refusal === undefined ? <Told view={view} preview={preview} /> : null}
      <Refusal words={open ? refusal : undefined} />
    </details>
  );
}

function touchedWords(view: View, { kind, title, slot, room }: TouchedDocument): string {
  const where = {
    title,
    slot: view.slots.get(slot ?? "")?.title ?? "",
    room: view.rooms.get(room ?? "")?.name ?? "",
  };
  if (!where.slot || !where.room) return t("“{title}” has no place any more", where);
  switch (kind) {
    case "placed":
      return t("“{title}” is placed in {room}, {slot}", where);
    case "unplaced":
      return t("“{title}” leaves {room}, {slot}", where);
    default:
      return t("“{title}” moves to {room}, {slot}", where);
  }
}
