// Topics that left the wall: hidden, withdrawn or merged. Only organizers see them; each can come back.
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import type { OffWallDocument } from "../wire.ts";
import { useAsk } from "./asking.ts";
import { leaveRow } from "./focus.ts";
import { titleOf } from "./moves.ts";
import { Refusal } from "./refusal.tsx";
import { Of } from "./topic-row.tsx";

export function OffWall({ view }: { view: View }) {
  const topics = [...view.offWall.values()].sort((a, b) => a.title.localeCompare(b.title));
  if (topics.length === 0) return null;
  return (
    <section class="off-wall" aria-labelledby="off-wall-title">
      <h2 class="pane__title" id="off-wall-title">
        {t("Off the wall")} <span class="count">{topics.length}</span>
      </h2>
      <ul class="rows">
        {topics.map((topic) => (
          <OffWallRow key={topic.id} view={view} topic={topic} />
        ))}
      </ul>
    </section>
  );
}

function OffWallRow({ view, topic }: { view: View; topic: OffWallDocument }) {
  const { ask, refusal, waiting } = useAsk();
  const merged = topic.merged_into ?? undefined;
  const putBack = async (button: HTMLButtonElement): Promise<void> => {
    const goOn = leaveRow(button);
    const [ack] = await ask(
      merged === undefined
        ? { do: "hide-topic", topic: topic.id, hidden: false }
        : { do: "unmerge-topic", topic: topic.id },
    );
    if (ack?.ok) goOn();
  };
  return (
    <li class="row row--off">
      <div class="row__line">
        <h3 class="row__title">{topic.title}</h3>
        <p class="row__place">{stateWords(view, topic)}</p>
        <div class="row__does">
          <button
            type="button"
            class="button button--quiet"
            disabled={waiting}
            onClick={(event) => void putBack(event.currentTarget)}
          >
            {merged === undefined ? t("Put back on the wall") : t("Make it a topic of its own again")}
            <Of title={topic.title} />
          </button>
        </div>
      </div>
      <Refusal words={refusal} />
    </li>
  );
}

function stateWords(view: View, { state, merged_into: into }: OffWallDocument): string {
  if (into) return t("merged into “{title}”", { title: titleOf(view, into) });
  return state === "withdrawn" ? t("withdrawn by the person who proposed it") : t("hidden by an organizer");
}
