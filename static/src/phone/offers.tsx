/** For a host: who would host the topic along with them, and who does. */
import type { VNode } from "preact";
import { t } from "../i18n.ts";
import type { HopeProps } from "./hope.tsx";
import { Refusal } from "./refusal.tsx";

export function OffersPart({ phone, view, refusals, topic }: HopeProps): VNode | null {
  const offers = view.offers.get(topic) ?? [];
  const answer = (person: string, welcome: boolean): void => phone.ask({ do: "answer-offer", topic, person, welcome });
  if (offers.length === 0) return null;
  return (
    <>
      {offers.map(({ person, name, welcome }) => {
        const who = { name: name || t("somebody") };
        return (
          <div key={person} class="offer" role="group" aria-label={who.name}>
            <p>{welcome ? t("{name} hosts it with you.", who) : t("{name} offers to host it with you.", who)}</p>
            <div class="buttons">
              {!welcome && (
                <button type="button" class="button" onClick={() => answer(person, true)}>
                  {t("Yes, together")}
                </button>
              )}
              <button type="button" class="button button--quiet" onClick={() => answer(person, false)}>
                {welcome ? t("Go on without {name}", who) : t("Not this time")}
              </button>
            </div>
          </div>
        );
      })}
      <Refusal refused={refusals.get(topic)} />
    </>
  );
}
