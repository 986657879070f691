// A host cannot come: somebody stands in, it goes on without, or it is off and the rest is planned anew.
import { useEffect, useState } from "preact/hooks";
import type { View } from "../core.ts";
import { t, tn } from "../i18n.ts";
import { clock } from "../time.ts";
import { useNow } from "../ui/use-now.ts";
import type { Command, StandIn } from "../wire.ts";
import { useAsk, useSession } from "./asking.ts";
import { ForeseenPart } from "./foreseen-part.tsx";
import { useForesight } from "./foreseen.ts";
import { hostName, hostNames, titleOf } from "./moves.ts";
import { request } from "./post.ts";
import { Refusal } from "./refusal.tsx";
import { RepairPart } from "./repair-part.tsx";
import { useRepair } from "./repair.ts";
import { NotPublished } from "./room-lost-form.tsx";

/** One session to come and one of its hosts. */
interface Part {
  key: string;
  topic: string;
  host: string;
  start: number;
  room: string;
  said: boolean;
}

type Way = "stand-in" | "without" | "off";

export function HostAwayForm({ view }: { view: View }) {
  const session = useSession();
  const now = useNow(session.now, 20_000);
  const [chosen, setChosen] = useState("");
  const parts = partsOf(view, now);
  const part = parts.find(({ key }) => key === chosen) ?? parts.find(({ said }) => said);
  const zone = view.camp?.time_zone ?? "UTC";
  if (!view.schedule) return <NotPublished />;
  if (parts.length === 0) return <p class="empty">{t("No session to come has a host.")}</p>;
  return (
    <>
      <form class="form today__form" onSubmit={(event) => event.preventDefault()}>
        <label class="field">
          <span class="field__label">{t("Who cannot come, to which session?")}</span>
          <select value={part?.key ?? ""} onChange={(event) => setChosen(event.currentTarget.value)}>
            <option value="">{t("Choose a host")}</option>
            {parts.map(({ key, topic, host, start, room, said }) => {
              const params = { name: hostName(view, host), title: titleOf(view, topic), time: clock(start, zone), room };
              return (
                <option key={key} value={key}>
                  {said
                    ? t("{name} said so: “{title}”, {time}, {room}", params)
                    : t("{name}: “{title}”, {time}, {room}", params)}
                </option>
              );
            })}
          </select>
        </label>
      </form>
      {part ? <Ways key={part.key} view={view} part={part} /> : null}
    </>
  );
}

function Ways({ view, part }: { view: View; part: Part }) {
  const [way, setWay] = useState<Way>("stand-in");
  const ways: [Way, string][] = [
    ["stand-in", t("Somebody stands in")],
    ["without", t("It goes on without them")],
    ["off", t("It is off; plan the rest anew, with few moves")],
  ];
  return (
    <>
      <fieldset class="today__ways">
        <legend class="field__label">{t("What shall happen?")}</legend>
        {ways.map(([each, words]) => (
          <label key={each} class="check">
            <input type="radio" name="away" checked={way === each} onChange={() => setWay(each)} /> {words}
          </label>
        ))}
      </fieldset>
      {way === "stand-in" ? <StandIns view={view} part={part} /> : null}
      {way === "without" ? <Hosted view={view} part={part} by={undefined} /> : null}
      {way === "off" ? <Off view={view} topic={part.topic} /> : null}
    </>
  );
}

function StandIns({ view, part }: { view: View; part: Part }) {
  const { boot } = useSession();
  const [offered, setOffered] = useState<readonly StandIn[] | undefined>(undefined);
  const [failed, setFailed] = useState<string | undefined>(undefined);
  const [chosen, setChosen] = useState("");
  useEffect(() => {
    let dropped = false;
    void request(`${boot.base}/desk/stand-ins`, { topic: part.topic }).then(({ answer, refusal }) => {
      if (dropped) return;
      setFailed(refusal);
      if (refusal === undefined) setOffered((answer as { people: StandIn[] }).people);
    });
    return () => {
      dropped = true;
    };
  }, [boot, part.topic]);
  if (failed !== undefined) return <Refusal words={failed} />;
  if (!offered) return <p class="panel__text">{t("Looking for who voted for it …")}</p>;
  if (offered.length === 0) return <p class="empty">{t("Nobody who voted for it is free then.")}</p>;
  return (
    <>
      <AskAll view={view} part={part} people={offered.map(({ person }) => person)} />
      <fieldset class="today__ways">
        <legend class="field__label">{t("Or put somebody in yourself")}</legend>
        {offered.map(({ person, name, must, hosting }) => (
          <label key={person} class="check">
            <input type="radio" name="stand-in" checked={chosen === person} onChange={() => setChosen(person)} />{" "}
            <span>
              {name || t("somebody")}{" "}
              <span class="soft">
                {must ? t("must-have") : t("interested")}
                {hosting > 0 ? ` · ${tn("hosts {count} other", "hosts {count} others", hosting)}` : ""}
              </span>
            </span>
          </label>
        ))}
      </fieldset>
      {chosen ? <Hosted view={view} part={part} by={chosen} /> : null}
    </>
  );
}

/** Their phones ask; the first who says yes hosts it. */
function AskAll({ view, part, people }: { view: View; part: Part; people: readonly string[] }) {
  const { ask, refusal, waiting } = useAsk();
  const [asked, setAsked] = useState(false);
  const alone = (view.topics.get(part.topic)?.hosts ?? []).filter((host) => host !== part.host).length === 0;
  if (!alone) return null;
  const send = async (): Promise<void> => {
    const release: Command[] = view.topics.get(part.topic)?.hosts?.length
      ? [{ do: "set-hosts", topic: part.topic, hosts: [] }]
      : [];
    const acks = await ask(...release, { do: "ask-to-host", topic: part.topic, people: [...people] });
    if (acks.every((ack) => ack.ok)) setAsked(true);
  };
  return (
    <div class="foreseen__ask">
      <p class="panel__text">
        {t("Their phones ask whether they could start it; the first who says yes does. {name} is told that others look after it.", {
          name: hostName(view, part.host),
        })}
      </p>
      <button type="button" class="button" disabled={waiting || asked} onClick={() => void send()}>
        {tn("Ask {count} person who voted for it", "Ask {count} people who voted for it", people.length)}
      </button>
      <p class="panel__text" role="status">
        {asked ? t("They are asked. Whoever says yes is shown as its host.") : ""}
      </p>
      <Refusal words={refusal} />
    </div>
  );
}

/** Without the host who cannot come; with somebody instead, if there is one. */
function Hosted({ view, part, by }: { view: View; part: Part; by: string | undefined }) {
  const others = (view.topics.get(part.topic)?.hosts ?? []).filter((host) => host !== part.host && host !== by);
  const command: Command = { do: "set-hosts", topic: part.topic, hosts: by === undefined ? others : [...others, by] };
  const foresight = useForesight(view, command);
  return (
    <ForeseenPart
      view={view}
      foresight={foresight}
      command={command}
      does={by === undefined ? t("Go on without them") : t("Put them in and tell them")}
      done={t("It is so, and whoever it touches is told.")}
    >
      <p>
        {by === undefined && others.length === 0
          ? t("Nobody hosts it then: whoever comes starts the conversation, or claims it on the phone.")
          : t("Time and room stay. Hosts now: {names}", { names: hostNames(view, part.topic) })}
      </p>
    </ForeseenPart>
  );
}

function Off({ view, topic }: { view: View; topic: string }) {
  const repairing = useRepair(view, { topic });
  return (
    <RepairPart
      view={view}
      repairing={repairing}
      does={t("Take it off and tell them")}
      done={t("It is off, and whoever it touches is told.")}
    />
  );
}

/** Hosts of sessions to come, first those who said that they cannot. */
function partsOf(view: View, now: number): Part[] {
  const parts: Part[] = [];
  for (const { topic, slot, room } of view.schedule?.sessions ?? []) {
    const when = view.slots.get(slot);
    if (!when || when.end <= now) continue;
    for (const host of view.topics.get(topic)?.hosts ?? []) {
      const answers = view.answers.get(topic) ?? [];
      const said = answers.some((each) => each.person === host && each.slot === slot && each.answer === "cannot");
      parts.push({
        key: `${topic} ${slot} ${host}`,
        topic,
        host,
        start: when.start,
        room: view.rooms.get(room)?.name ?? "",
        said,
      });
    }
  }
  return parts.sort((a, b) => Number(b.said) - Number(a.said) || a.start - b.start || (a.key < b.key ? -1 : 1));
}
