/** Between the last vote and the schedule: what happens, and what was wished for. */
import { t, tn } from "../i18n.ts";
import type { Scene } from "./board.tsx";
import { Deck } from "./deck.tsx";
import { PageNumber, useTopicGroups } from "./wall.tsx";

export function Planning({ view, now }: Scene) {
  const { groups, reorder } = useTopicGroups(view);
  let votes = 0;
  for (const { interested, must } of view.tallies.values()) votes += interested + must;
  const asked = tn("{count} topic", "{count} topics", view.topics.size);
  const cast = tn("{count} vote", "{count} votes", votes);
  return (
    <>
      <div class="headline">
        <h2 class="big">{t("We are building the schedule")}</h2>
        <p class="lead">
          {view.camp?.tallies_hidden
            ? t("From {topics}. You will see it here and on your phone.", { topics: asked })
            : t("From {topics} and {votes}. You will see it here and on your phone.", { topics: asked, votes: cast })}
        </p>
      </div>
      <section class="stage">
        {view.topics.size > 0 && (
          <Deck
            groups={groups}
            onCycle={reorder}
            least={12.5}
            now={now}
            head={(_, page, of) => (
              <>
                <h3 class="deck__title">{t("What you asked for")}</h3>
                <PageNumber page={page} of={of} />
              </>
            )}
          />
        )}
      </section>
    </>
  );
}
