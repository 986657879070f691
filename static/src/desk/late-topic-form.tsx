// A topic that came after publishing, or found no place: the best cells that are free, and one press that shows it.
import { useEffect, useState } from "preact/hooks";
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import { clock } from "../time.ts";
import { useNow } from "../ui/use-now.ts";
import type { Price, Prices, Rearrange, TopicDocument } from "../wire.ts";
import { useSession } from "./asking.ts";
import { ForeseenPart } from "./foreseen-part.tsx";
import { useForesight } from "./foreseen.ts";
import { cellKey, hostNames, people, wantWords } from "./moves.ts";
import { request } from "./post.ts";
import { priceWords } from "./prices.ts";
import { Refusal } from "./refusal.tsx";
import { NotPublished } from "./room-lost-form.tsx";

const OFFERED = 4;

export function LateTopicForm({ view }: { view: View }) {
  const topics = withoutPlace(view);
  const [chosen, setChosen] = useState("");
  const topic = topics.find(({ id }) => id === chosen) ?? topics[0];
  if (!view.schedule) return <NotPublished />;
  if (!topic) return <p class="empty">{t("Every topic on the wall is on the schedule.")}</p>;
  const zone = view.camp?.time_zone ?? "UTC";
  return (
    <>
      <form class="form today__form" onSubmit={(event) => event.preventDefault()}>
        <label class="field">
          <span class="field__label">{t("Topic")}</span>
          <select value={topic.id} onChange={(event) => setChosen(event.currentTarget.value)}>
            {topics.map(({ id, title, created }) => (
              <option key={id} value={id}>
                {t("{title} (since {time}, {want})", {
                  title,
                  time: clock(created, zone),
                  want: wantWords(people(view.tallies.get(id))),
                })}
              </option>
            ))}
          </select>
          <span class="field__hint">{hostNames(view, topic.id) || t("no host yet")}</span>
        </label>
      </form>
      <Cells key={topic.id} view={view} topic={topic.id} />
    </>
  );
}

function Cells({ view, topic }: { view: View; topic: string }) {
  const session = useSession();
  const now = useNow(session.now, 20_000);
  const { prices, refusal } = useShownPrices(view, topic);
  const [chosen, setChosen] = useState("");
  const zone = view.camp?.time_zone ?? "UTC";
  const free = freeCells(view, prices ?? [], now);
  const cell = free.find((each) => cellKey(each) === chosen) ?? free[0];
  const command: Rearrange | undefined = cell && {
    do: "rearrange",
    based_on: view.schedule?.number ?? 0,
    moves: [{ topic, was: null, now: { slot: cell.slot, room: cell.room } }],
  };
  const foresight = useForesight(view, command);
  if (refusal !== undefined) return <Refusal words={refusal} />;
  if (!prices) return <p class="panel__text">{t("Counting what each free cell would bring …")}</p>;
  if (!cell) return <p class="empty">{t("No cell to come is free.")}</p>;
  return (
    <>
      <fieldset class="today__ways">
        <legend class="field__label">{t("Where? The best first.")}</legend>
        {free.map((each) => {
          const slot = view.slots.get(each.slot);
          const room = view.rooms.get(each.room);
          return (
            <label key={cellKey(each)} class="check">
              <input
                type="radio"
                name="cell"
                checked={each === cell}
                onChange={() => setChosen(cellKey(each))}
              />{" "}
              <span>
                {t("{time}, {slot}, {room} ({count} seats)", {
                  time: slot ? clock(slot.start, zone) : "",
                  slot: slot?.title ?? "",
                  room: room?.name ?? "",
                  count: room?.capacity ?? 0,
                })}{" "}
                <span class="soft">{priceWords(each)}</span>
              </span>
            </label>
          );
        })}
      </fieldset>
      <ForeseenPart
        view={view}
        foresight={foresight}
        command={command}
        does={t("Place it and publish that alone")}
        done={t("It is on the schedule. Its hosts are told; nothing else changed.")}
      />
    </>
  );
}

/** What putting the topic into each cell of the published schedule would change, once all of it is counted. */
function useShownPrices(view: View, topic: string): { prices?: readonly Price[]; refusal?: string } {
  const { boot } = useSession();
  const [found, setFound] = useState<{ prices?: readonly Price[]; refusal?: string }>({});
  const number = view.schedule?.number;
  useEffect(() => {
    let dropped = false;
    const count = async (): Promise<void> => {
      let prices: readonly Price[] = [];
      for (let cells = 1; prices.length < cells; ) {
        const asked = { topic, start: prices.length, published: true };
        const { answer, refusal } = await request(`${boot.base}/desk/prices`, asked);
        if (dropped) return;
        if (refusal !== undefined) return setFound({ refusal });
        const part = answer as Prices;
        cells = part.prices.length > 0 ? part.cells : 0;
        prices = [...prices, ...part.prices];
      }
      setFound({ prices });
    };
    setFound({});
    void count();
    return () => {
      dropped = true;
    };
  }, [boot, topic, number]);
  return found;
}

function freeCells(view: View, prices: readonly Price[], now: number): Price[] {
  const taken = new Set((view.schedule?.sessions ?? []).map(cellKey));
  const able = prices.filter((each) => {
    const slot = view.slots.get(each.slot);
    const closed = view.rooms.get(each.room)?.closed.includes(each.slot);
    return slot && slot.start > now && !closed && !taken.has(cellKey(each));
  });
  return able.sort((a, b) => b.change - a.change || a.people - b.people).slice(0, OFFERED);
}

/** On the wall and not on the schedule; what came last first. */
function withoutPlace(view: View): TopicDocument[] {
  const shown = new Set((view.schedule?.sessions ?? []).map(({ topic }) => topic));
  return [...view.topics.values()].filter(({ id }) => !shown.has(id)).sort((a, b) => b.created - a.created);
}
