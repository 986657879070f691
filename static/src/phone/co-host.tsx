/** Hosting a topic together: somebody offers it, its hosts say yes, or kindly no; either may end it. */
import type { VNode } from "preact";
import { t } from "../i18n.ts";
import type { HopeProps } from "./hope.tsx";
import { OffersPart } from "./offers.tsx";
import { Refusal } from "./refusal.tsx";

export function CoHostPart(props: HopeProps): VNode | null {
  const { phone, view, refusals, topic: id } = props;
  const topic = view.topics.get(id);
  const hosts = topic?.hosts ?? [];
  if (hosts.includes(view.me?.person ?? "")) {
    return (
      <div class="topic__part topic__part--bare">
        <OffersPart {...props} />
      </div>
    );
  }
  if (topic?.kind !== "lead" || hosts.length === 0) return null;
  const offer = view.offer.get(id);
  const make = (offered: boolean): void => phone.ask({ do: "offer-to-host", topic: id, offered });
  return (
    <div class="topic__part">
      <p role="status">
        {offer?.declined
          ? t("It goes on without a co-host this time. Thank you for offering; what you have to say is as welcome.")
          : offer
            ? t("You offered to host it together, and its host is asked.")
            : t("Would you like to start it together with its host? You need not know the answers.")}
      </p>
      {!offer?.declined && (
        <button type="button" class="button button--quiet" onClick={() => make(!offer)}>
          {offer ? t("Take my offer back") : t("Offer to host it together")}
        </button>
      )}
      <Refusal refused={refusals.get(id)} />
    </div>
  );
}
