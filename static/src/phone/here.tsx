/** Being there: what somebody says with one tap, how full a session is, where there is room when it is. */
import type { VNode } from "preact";
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import { fullness } from "../ui/fullness.ts";
import { FullnessWords } from "../ui/fullness-words.tsx";
import type { SessionDocument } from "../wire.ts";
import { sessionsIn } from "./day-plan.ts";
import type { Phone } from "./phone.ts";
import { peopleAt, placeIn } from "./stays.ts";

/** As many alternatives are weighed in a doorway. */
const ROOMY = 3;

interface HereProps {
  phone: Phone;
  view: View;
  session: SessionDocument;
  /** The person is to be here: what the button says is the next thing to do. */
  mine: boolean;
}

export function Here({ phone, view, session, mine }: HereProps): VNode {
  const { slot, topic } = session;
  const seats = view.rooms.get(session.room)?.capacity ?? 0;
  const at = placeIn(view, slot);
  const say = (topic: string | null): void => phone.ask({ do: "be-at", slot, topic, at: Math.round(phone.now()) });
  return (
    <>
      <FullnessWords people={peopleAt(view, session)} seats={seats} />
      <div class="here">
        {at === topic ? (
          <>
            <p class="here__said">
              <span class="mark mark--now">{t("You are here")}</span>
            </p>
            <button type="button" class="button button--quiet" onClick={() => say(null)}>
              {t("I left")}
            </button>
          </>
        ) : (
          <button type="button" class={`button${mine ? "" : " button--quiet"}`} onClick={() => say(topic)}>
            {at === undefined ? t("I’m here") : t("I moved here")}
          </button>
        )}
      </div>
      {mine && at !== topic && <Roomy phone={phone} view={view} session={session} />}
    </>
  );
}

/** Other sessions with a free seat, once this one has none. */
function Roomy({ phone, view, session }: { phone: Phone; view: View; session: SessionDocument }): VNode | null {
  const seats = ({ room }: SessionDocument): number => view.rooms.get(room)?.capacity ?? 0;
  if (fullness(peopleAt(view, session), seats(session)) !== "full") return null;
  const wish = ({ topic }: SessionDocument): number => ["must", "interested"].indexOf(view.votes.get(topic) ?? "") & 3;
  const taken = (each: SessionDocument): number => peopleAt(view, each) - seats(each);
  const free = sessionsIn(view.schedule, session.slot)
    .filter((each) => each !== session && view.topics.has(each.topic) && taken(each) < 0)
    .sort((a, b) => wish(a) - wish(b) || taken(a) - taken(b) || (a.topic < b.topic ? -1 : 1))
    .slice(0, ROOMY);
  if (free.length === 0) return null;
  return (
    <>
      <p class="roomy">{t("It is full. There is room in:")}</p>
      <ul class="roomy__list">
        {free.map(({ topic, room }) => (
          <li key={topic}>
            <a href={`${phone.boot.base}/now#at-${topic}`}>{view.topics.get(topic)!.title}</a> ·{" "}
            {view.rooms.get(room)?.name}
          </li>
        ))}
      </ul>
    </>
  );
}
