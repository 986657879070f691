/** One topic in full: read it, vote, offer to host it, change or withdraw one's own. */
import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { View } from "../core.ts";
import { t, tn } from "../i18n.ts";
import { forecastWords } from "../ui/forecast.ts";
import type { Tally, TopicDocument } from "../wire.ts";
import { Kind, Tags } from "./card.tsx";
import { sessionsOf } from "./day-plan.ts";
import { editing } from "./drafts.ts";
import { hostsOf } from "./hosts.ts";
import { LateExtras } from "./late-extras.tsx";
import { LateRequests } from "./late-requests.tsx";
import { NotesLink } from "./notes-link.tsx";
import type { Phone, Refusals, Refused } from "./phone.ts";
import { Refusal } from "./refusal.tsx";
import { WhenAndWhere } from "./session-row.tsx";
import { TallyWords, Votes } from "./votes.tsx";

interface TopicPageProps {
  phone: Phone;
  view: View;
  refusals: Refusals;
  topic: string;
}

export function TopicPage({ phone, view, refusals, topic: id }: TopicPageProps): VNode {
  const topic = view.topics.get(id);
  const { me, camp } = view;
  const [isNew] = useState(() => phone.proposed === id);
  if (!topic) return <GonePage phone={phone} refused={refusals.get(id)} />;
  const closed = !!camp?.phases.includes("closed");
  const mine = !!me?.proposed.includes(id);
  const sessions = sessionsOf(view, id);
  return (
    <>
      <a class="back" href={`${phone.boot.base}/`}>
        {t("Topics")}
      </a>
      {isNew && (
        <p class="panel" role="status">
          {view.link === "offline"
            ? t("It is kept on this phone, and goes on the wall when you are back online.")
            : t("It is on the wall. Now others can find it and vote for it.")}
        </p>
      )}
      <article class={`card card--${topic.kind} topic`} id={`whole-${id}`}>
        <Kind topic={topic} mine={mine} />
        <h1 tabIndex={-1}>{topic.title}</h1>
        {topic.description && <p class="card__text">{topic.description}</p>}
        <p class="card__hosts">{hostsOf(topic, view)}</p>
        <Tags words={topic.tags} />
        {topic.needs && <p class="small soft">{t("Needs: {things}", { things: topic.needs.join(", ") })}</p>}
        {sessions.map((session) => (
          <WhenAndWhere key={session.slot} phone={phone} view={view} session={session} />
        ))}
        <NotesLink topic={topic} />
        {sessions.length > 0 && (
          <p>
            <a href={`${phone.boot.base}/calendar/topics/${id}.ics`} download>
              {t("Add to my calendar")}
            </a>
          </p>
        )}
        <TallyWords tally={camp?.tallies_hidden ? null : view.tallies.get(id)} />
        <Votes
          phone={phone}
          topic={topic}
          vote={view.votes.get(id)}
          voting={me !== undefined && !!camp?.phases.includes("vote")}
          refused={refusals.get(id)}
        />
        {me && topic.hosts?.includes(me.person) && !camp?.tallies_hidden && (
          <Expected votes={view.tallies.get(id)} />
        )}
        {me && !closed && <Claim phone={phone} topic={topic} person={me.person} />}
        {me && !closed && topic.hosts?.includes(me.person) && <Twice phone={phone} topic={topic} />}
        {mine && !closed && <Own phone={phone} view={view} topic={topic} refused={refusals.get(editing(id))} />}
        {me && !closed && <LateExtras phone={phone} view={view} refusals={refusals} topic={id} />}
        {sessions.map((session) => (
          <LateRequests
            key={session.slot}
            phone={phone}
            view={view}
            refusals={refusals}
            session={session}
            now={phone.now()}
            asking
          />
        ))}
      </article>
    </>
  );
}

/** For its hosts: how many chairs. */
function Expected({ votes }: { votes: Tally | undefined }): VNode | null {
  const words = forecastWords((votes?.interested ?? 0) + (votes?.must ?? 0));
  return words ? <p class="small soft">{t("People in the room: {forecast}.", { forecast: words })}</p> : null;
}

function GonePage({ phone, refused }: { phone: Phone; refused: Refused | undefined }): VNode {
  return (
    <div class="empty">
      <h1 tabIndex={-1}>{refused ? t("This topic is not on the wall.") : t("This topic is no longer on the wall.")}</h1>
      <Refusal refused={refused} />
      {!refused && <p>{t("It may have been withdrawn, or merged into another one: its votes went along.")}</p>}
      <a class="button button--quiet" href={`${phone.boot.base}/`}>
        {t("See all topics")}
      </a>
    </div>
  );
}

function Claim({ phone, topic, person }: { phone: Phone; topic: TopicDocument; person: string }): VNode | null {
  const claimed = !!topic.hosts?.includes(person);
  if (!claimed && topic.kind === "lead" && topic.hosts?.length) return null;
  const claim = (): void => phone.ask({ do: "claim-topic", topic: topic.id, claimed: !claimed });
  if (claimed) {
    return (
      <div class="topic__part">
        <p>{t("You host this topic: you start the conversation; you need not know the answers.")}</p>
        <a class="button" href={`${phone.boot.base}/topics/${topic.id}/kit`}>
          {t("Pocket kit")}
        </a>
        <button type="button" class="button button--quiet" onClick={claim}>
          {t("I cannot host it after all")}
        </button>
      </div>
    );
  }
  return (
    <div class="topic__part">
      <p>{t("Could you start this conversation? You need not be the expert.")}</p>
      <button type="button" class="button" onClick={claim}>
        {t("I can host this")}
      </button>
    </div>
  );
}

/** For hosts: whether the topic may have a repeat. */
function Twice({ phone, topic }: { phone: Phone; topic: TopicDocument }): VNode {
  const twice = topic.twice === true;
  const agree = (): void => phone.ask({ do: "set-repeat", topic: topic.id, twice: !twice });
  return (
    <div class="topic__part">
      <p>{t("If many want it and a room is spare, could it run a second time?")}</p>
      <button type="button" class="button button--quiet toggle" aria-pressed={twice} onClick={agree}>
        {t("Happy to run it twice if many want it")}
      </button>
      <p class="votes__said">{twice && `${t("You said yes.")} ${t("Press again to take it back.")}`}</p>
    </div>
  );
}

interface OwnProps {
  phone: Phone;
  view: View;
  topic: TopicDocument;
  refused: Refused | undefined;
}

function Own({ phone, view, topic, refused }: OwnProps): VNode {
  const [asking, setAsking] = useState(false);
  const keep = useRef<HTMLButtonElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const opened = useRef(false);
  useEffect(() => {
    if (asking) keep.current?.focus();
    else if (opened.current) opener.current?.focus();
    opened.current = asking;
  }, [asking]);
  const editable = view.me?.organizer || view.camp?.phases.includes("gather");
  if (!editable) {
    return <p class="small soft">{t("Proposing is closed, so your topic stays as it is.")}</p>;
  }
  const { interested, must } = view.tallies.get(topic.id) ?? { interested: 0, must: 0 };
  const votes = view.camp?.tallies_hidden ? 0 : interested + must;
  const withdraw = (): void => {
    phone.ask({ do: "withdraw-topic", topic: topic.id });
    phone.go(`${phone.boot.base}/`);
  };
  return (
    <div class="topic__part">
      <Refusal refused={refused} />
      {asking ? (
        <div class="panel" role="group" aria-labelledby="withdraw-question">
          <p id="withdraw-question">
            <b>{t("Take this topic off the wall?")}</b>{" "}
            {votes > 0 && tn("It has {count} vote.", "It has {count} votes.", votes)}
          </p>
          <div class="buttons">
            <button type="button" class="button button--quiet" ref={keep} onClick={() => setAsking(false)}>
              {t("Keep it")}
            </button>
            <button type="button" class="button button--danger" onClick={withdraw}>
              {t("Withdraw it")}
            </button>
          </div>
        </div>
      ) : (
        <div class="buttons">
          <a class="button button--quiet" href={`${phone.boot.base}/topics/${topic.id}/edit`}>
            {t("Change it")}
          </a>
          <button type="button" class="button button--danger" ref={opener} onClick={() => setAsking(true)}>
            {t("Withdraw it…")}
          </button>
        </div>
      )}
    </div>
  );
}
