/** "Could you start this conversation?": asked of a few who want a topic that nobody hosts; yes and no are one press each. */
import type { VNode } from "preact";
import type { View } from "../core.ts";
import { t, tn } from "../i18n.ts";
import type { Phone, Refusals } from "./phone.ts";
import { Refusal } from "./refusal.tsx";

interface AskHostProps {
  phone: Phone;
  view: View;
  refusals: Refusals;
  topic: string;
  /** Whether it has been on the screen long enough for a press to be meant. */
  glanced(): boolean;
}

export function AskHost({ phone, view, refusals, topic: id, glanced }: AskHostProps): VNode | null {
  const topic = view.topics.get(id);
  if (!topic) return null;
  const { interested, must } = (!view.camp?.tallies_hidden && view.tallies.get(id)) || { interested: 0, must: 0 };
  const answer = (yes: boolean): void => {
    if (!glanced()) return;
    phone.ask(yes ? { do: "claim-topic", topic: id, claimed: true } : { do: "decline-topic", topic: id });
  };
  return (
    <div class="notice notice--ask">
      <p class="notice__kind">{t("Could you start this conversation?")}</p>
      <p class="notice__title">{topic.title}</p>
      <p class="notice__text">
        {interested + must > 1 &&
          `${tn("{count} person wants it, and nobody hosts it yet.", "{count} people want it, and nobody hosts it yet.", interested + must)} `}
        {t("You start the conversation; you need not know the answers.")}
      </p>
      <Refusal refused={refusals.get(id)} />
      <div class="buttons">
        <button type="button" class="button" onClick={() => answer(true)}>
          {t("I can start it")}
        </button>
        <button type="button" class="button button--quiet" onClick={() => answer(false)}>
          {t("Not me")}
        </button>
      </div>
    </div>
  );
}
