// Sessions that people ask for at another time, those of most people first: what each would cost, and two answers.
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import type { View } from "../core.ts";
import { t, tn } from "../i18n.ts";
import { clock } from "../time.ts";
import { openRequests } from "../ui/requests.ts";
import { useNow } from "../ui/use-now.ts";
import type { Repair, RequestDocument } from "../wire.ts";
import { useAsk, useSession } from "./asking.ts";
import { ForeseenPart, Made } from "./foreseen-part.tsx";
import { titleOf } from "./moves.ts";
import { request as post } from "./post.ts";
import { changeWords } from "./prices.ts";
import { Refusal } from "./refusal.tsx";
import { Balance } from "./repair-part.tsx";
import { NotPublished } from "./room-lost-form.tsx";

/** So many are worked out by themselves: what most people want. */
const WORKED_OUT = 5;

type Found = { repair: Repair; refusal?: undefined } | { refusal: string; repair?: undefined };

export function RequestsForm({ view }: { view: View }) {
  const session = useSession();
  const now = useNow(session.now, 20_000);
  const open = view.schedule ? openRequests(view, undefined, now) : [];
  const [chosen, setChosen] = useState("");
  const first = open[0]?.[0] ?? "";
  const shown = open.some(([key]) => key === chosen) ? chosen : first;
  const wanted = [shown, ...open.slice(0, WORKED_OUT).map(([key]) => key)].filter(Boolean);
  const found = useGrants(view, wanted);
  if (!view.schedule) return <NotPublished />;
  if (open.length === 0) {
    return (
      <p class="empty">
        {t("Nobody asks for another time. On their phones people can, for any session that is still to come.")}
      </p>
    );
  }
  return (
    <ul class="asks">
      {open.map(([key, request]) => (
        <Row
          key={key}
          view={view}
          name={key}
          request={request}
          found={found.get(key)}
          shown={key === shown}
          onShow={() => setChosen(key)}
        />
      ))}
    </ul>
  );
}

interface RowProps {
  view: View;
  name: string;
  request: RequestDocument;
  found: Found | undefined;
  shown: boolean;
  onShow: () => void;
}

function Row({ view, name, request, found, shown, onShow }: RowProps) {
  const { reasons = [], hosts = 0 } = view.reasons.get(name) ?? {};
  return (
    <li class="asks__one" data-shown={shown}>
      <h3 class="asks__head">
        <button type="button" class="asks__title" aria-expanded={shown} onClick={onShow}>
          <span class="asks__people">
            <b>{request.people}</b> <span class="hush">{tn("person asks", "people ask", request.people)}: </span>
          </span>
          <span>
            <b>{titleOf(view, request.topic)}</b> {wayWords(view, request)}
            <span class="asks__effect">{effectWords(found)}</span>
          </span>
        </button>
      </h3>
      {hosts > 0 ? <p class="panel__text">{t("Its host asks for it, too.")}</p> : null}
      {reasons.length > 0 ? (
        <ul class="asks__reasons">
          {reasons.map((reason, n) => (
            <li key={n}>“{reason}”</li>
          ))}
        </ul>
      ) : null}
      {shown ? <Answers view={view} request={request} found={found} /> : null}
    </li>
  );
}

function Answers({ view, request, found }: Pick<RowProps, "view" | "request" | "found">) {
  const { topic, slot, to } = request;
  const { ask, refusal, waiting } = useAsk();
  const tell = useContext(Made);
  const decline = async (): Promise<void> => {
    const [ack] = await ask({ do: "decline-request", topic, slot, to });
    if (ack?.ok) tell({ words: t("It stays where it is, and whoever asked is told so kindly."), seq: ack.seq });
  };
  return (
    <>
      <ForeseenPart
        view={view}
        foresight={{
          ...(found?.repair && { preview: found.repair.preview }),
          ...(found?.refusal !== undefined && { refusal: found.refusal }),
          current: found !== undefined,
        }}
        command={found?.repair?.command}
        does={t("Move it and tell them")}
        done={t("It has moved, and whoever it touches or asked for it is told.")}
      >
        {found?.repair ? <Balance view={view} repair={found.repair} /> : null}
      </ForeseenPart>
      <div class="form__does">
        <button type="button" class="button button--quiet" disabled={waiting} onClick={() => void decline()}>
          {t("Leave it, and say so kindly")}
        </button>
      </div>
      <Refusal words={refusal} />
    </>
  );
}

/** What granting each of them would mean, worked out one after the other; anew when what is published is another. */
function useGrants(view: View, wanted: readonly string[]): ReadonlyMap<string, Found> {
  const { boot } = useSession();
  const number = view.schedule?.number;
  const [state, setState] = useState<{ of: number | undefined; found: ReadonlyMap<string, Found> }>({
    of: number,
    found: new Map(),
  });
  const found = state.of === number ? state.found : new Map<string, Found>();
  const next = wanted.find((key) => !found.has(key));
  const latest = useRef(view);
  latest.current = view;
  useEffect(() => {
    if (next === undefined) return;
    let dropped = false;
    const request = latest.current.requests.get(next);
    if (!request) return;
    const { topic, slot, to } = request;
    void post(`${boot.base}/desk/repair`, { wish: { topic, slot, to } }).then(({ answer, refusal }) => {
      if (dropped) return;
      const one: Found = refusal === undefined ? { repair: answer as Repair } : { refusal };
      setState((before) => ({ of: number, found: new Map([...(before.of === number ? before.found : []), [next, one]]) }));
    });
    return () => {
      dropped = true;
    };
  }, [boot, next, number]);
  return found;
}

/** From when to when: 9:30 AM, Slot 1 → 1:15 PM, Slot 3. */
function wayWords(view: View, { slot, to }: RequestDocument): string {
  const zone = view.camp?.time_zone ?? "UTC";
  const when = (id: string): string => {
    const found = view.slots.get(id);
    return found ? `${clock(found.start, zone)}, ${found.title}` : "";
  };
  return `${when(slot)} → ${to === null ? t("any other time") : when(to)}`;
}

function effectWords(found: Found | undefined): string {
  if (!found) return t("Working out what it would cost …");
  if (!found.repair) return t("Not possible as things are.");
  const { before, after, preview, command } = found.repair;
  const change = (after.value ?? 0) - (before.value ?? 0);
  const told = preview.telling.reduce((sum, { hosts, others }) => sum + hosts.length + others.length, 0);
  const moved = tn("{count} session moves", "{count} sessions move", command.moves.length);
  return [changeWords(change), moved, tn("{count} person is told", "{count} people are told", told)].join(" · ");
}
