/** One person's vote on one topic. */
import type { VNode } from "preact";
import { t, tn } from "../i18n.ts";
import type { Tally, TopicDocument } from "../wire.ts";
import type { Phone, Refused } from "./phone.ts";
import { Refusal } from "./refusal.tsx";

interface VotesProps {
  phone: Phone;
  topic: TopicDocument;
  vote: "interested" | "must" | undefined;
  voting: boolean;
  refused: Refused | undefined;
}

/** Nothing while it is hidden. */
export function TallyWords({ tally }: { tally: Tally | undefined | null }): VNode | null {
  if (tally === null) return null;
  const { interested, must } = tally ?? { interested: 0, must: 0 };
  return (
    <p class="tally">
      <span class="tally__interested">
        <b>{interested}</b> {tn("interested", "interested", interested)}
      </span>
      <span class="tally__must">
        <b>{must}</b> {tn("must", "must", must)}
      </span>
    </p>
  );
}

export function Votes({ phone, topic, vote, voting, refused }: VotesProps): VNode {
  const said = vote === "must" ? t("A must for you.") : vote ? t("You are interested.") : "";
  return (
    <>
      {voting && (
        <div class="votes" role="group" aria-label={topic.title}>
          <VoteButton phone={phone} topic={topic.id} weight="interested" pressed={vote === "interested"} />
          <VoteButton phone={phone} topic={topic.id} weight="must" pressed={vote === "must"} />
        </div>
      )}
      <p class="votes__said">{voting && said ? `${said} ${t("Press again to take it back.")}` : said}</p>
      <Refusal refused={refused} />
    </>
  );
}

interface VoteButtonProps {
  phone: Phone;
  topic: string;
  weight: "interested" | "must";
  pressed: boolean;
}

function VoteButton({ phone, topic, weight, pressed }: VoteButtonProps): VNode {
  const press = (): void => phone.ask({ do: "set-vote", topic, weight: pressed ? "none" : weight });
  return (
    <button type="button" class={`vote vote--${weight}`} aria-pressed={pressed} onClick={press}>
      {weight === "must" ? t("Must") : t("Interested")}
    </button>
  );
}
