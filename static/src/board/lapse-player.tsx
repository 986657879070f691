/** Plays the day again: votes rising, the schedule forming. On the board by itself, on its own page by hand too. */
import { useEffect, useMemo, useState } from "preact/hooks";
import { t, tn } from "../i18n.ts";
import { clock, day } from "../time.ts";
import type { Lapse } from "../wire.ts";
import { Lead, Learn } from "./icons.tsx";
import { momentAt, newlyPlaced, ranked, type Moment } from "./lapse.ts";

/** Between two frames: slower for whoever wants less motion, who is shown states and no movement. */
const FRAME_MS = 500;
const CALM_MS = 2500;
/** How long a board shows how it ended, before it begins again. */
const END_MS = 8000;
/** Until the server is asked again for a day that it is still putting together. */
const AGAIN_MS = 3000;
/** As many topics are read on a wall of bars. */
const BARS = 9;

interface LapsePlayerProps {
  base: string;
  /** On its own page somebody plays it; a board goes round by itself. */
  byHand: boolean;
}

export function LapsePlayer({ base, byHand }: LapsePlayerProps) {
  const lapse = useLapse(base);
  const calm = useMemo(() => matchMedia("(prefers-reduced-motion: reduce)").matches, []);
  const [index, setIndex] = useState(0);
  const [playing, setPlaying] = useState(!byHand || !calm);
  const last = (lapse?.frames.length ?? 1) - 1;
  useEffect(() => {
    if (!lapse || !playing) return;
    const ended = index >= last;
    if (ended && byHand) return setPlaying(false);
    const wait = ended ? END_MS : calm ? CALM_MS : FRAME_MS;
    const timer = setTimeout(() => setIndex(ended ? 0 : index + 1), wait);
    return () => clearTimeout(timer);
  }, [lapse, playing, index, last, calm, byHand]);
  const moment = useMemo(() => lapse && momentAt(lapse, index), [lapse, index]);
  const before = useMemo(() => (lapse && index > 0 ? momentAt(lapse, index - 1) : undefined), [lapse, index]);

  if (!lapse) return <p class="lead">{t("Putting the day together …")}</p>;
  if (!moment) return <p class="lead">{t("Nothing has happened yet.")}</p>;
  const go = (to: number): void => {
    setPlaying(false);
    setIndex(Math.min(last, Math.max(0, to)));
  };
  const play = (): void => {
    if (!playing && index >= last) setIndex(0);
    setPlaying(!playing);
  };
  return (
    <div class="lapse">
      <Head lapse={lapse} moment={moment} />
      {moment.sessions.length > 0 ? (
        <Grid lapse={lapse} moment={moment} before={before} />
      ) : (
        <Bars lapse={lapse} moment={moment} />
      )}
      {byHand && (
        <div class="lapse__does">
          <button type="button" class="button" onClick={play}>
            {playing ? t("Pause") : t("Play")}
          </button>
          <button type="button" class="button button--quiet" disabled={index === 0} onClick={() => go(index - 1)}>
            {t("Back")}
          </button>
          <input
            type="range"
            min="0"
            max={last}
            value={index}
            aria-label={t("Moment of the day")}
            aria-valuetext={when(lapse, moment)}
            onInput={(event) => go(Number(event.currentTarget.value))}
          />
          <button type="button" class="button button--quiet" disabled={index >= last} onClick={() => go(index + 1)}>
            {t("Further")}
          </button>
        </div>
      )}
    </div>
  );
}

function useLapse(base: string): Lapse | undefined {
  const [lapse, setLapse] = useState<Lapse>();
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = (): void => {
      timer = setTimeout(() => setTries(tries + 1), AGAIN_MS);
    };
    fetch(`${base}/lapse.json`).then(
      async (response) => (response.ok ? setLapse((await response.json()) as Lapse) : again()),
      again, // offline
    );
    return () => clearTimeout(timer);
  }, [base, tries]);
  return lapse;
}

function when({ time_zone, frames }: Lapse, { at }: Moment): string {
  const several = day(frames[0]!.at, time_zone) !== day(frames[frames.length - 1]!.at, time_zone);
  return several ? `${day(at, time_zone)}, ${clock(at, time_zone)}` : clock(at, time_zone);
}

function Head({ lapse, moment }: { lapse: Lapse; moment: Moment }) {
  let votes = 0;
  for (const topic of moment.here) for (const count of moment.tallies.get(topic) ?? []) votes += count;
  return (
    <div class="lapse__head">
      <p class="lapse__when">{when(lapse, moment)}</p>
      <p class="lapse__phase">{phaseWords(moment)}</p>
      <ul class="lapse__sums">
        <li>{tn("{count} person", "{count} people", moment.people)}</li>
        <li>{tn("{count} topic", "{count} topics", moment.here.length)}</li>
        {votes > 0 && <li>{tn("{count} vote", "{count} votes", votes)}</li>}
        {moment.sessions.length > 0 && <li>{tn("{count} session", "{count} sessions", moment.sessions.length)}</li>}
      </ul>
    </div>
  );
}

function phaseWords({ phases, draft, sessions }: Moment): string {
  if (phases.includes("closed")) return t("Closed");
  if (draft) return t("We are building the schedule");
  if (sessions.length > 0) return t("The schedule");
  if (phases.includes("vote")) return phases.includes("gather") ? t("Propose and vote") : t("Vote");
  return phases.includes("gather") ? t("Propose") : t("Proposing and voting are closed");
}

/** The most wanted, each a bar as long as its votes. */
function Bars({ lapse, moment }: { lapse: Lapse; moment: Moment }) {
  const shown = ranked(moment).slice(0, BARS);
  const total = (topic: number): number => (moment.tallies.get(topic) ?? [0, 0]).reduce((sum, count) => sum + count, 0);
  const most = Math.max(1, ...shown.map(total));
  return (
    <ol class="bars">
      {shown.map((topic, place) => {
        const { id, title, kind } = lapse.topics[topic]!;
        const votes = total(topic);
        return (
          <li key={id} class={`bars__row bars__row--${kind}`} style={{ "--place": place, "--share": votes / most }}>
            {kind === "lead" ? <Lead /> : <Learn />}
            <span class="bars__title">{title}</span>
            {votes > 0 && <b class="bars__votes">{votes}</b>}
          </li>
        );
      })}
    </ol>
  );
}

/** Every room of every slot: a mark for each session, and in words what has just come. */
function Grid({ lapse, moment, before }: { lapse: Lapse; moment: Moment; before: Moment | undefined }) {
  const fresh = newlyPlaced(before, moment);
  const at = new Map(moment.sessions.map((session) => [`${session.slot} ${session.room}`, session.topic]));
  const isNew = new Set(fresh.map(({ slot, room }) => `${slot} ${room}`));
  const titles = fresh.map(({ topic }) => lapse.topics[topic]!.title);
  return (
    <div class="mosaic">
      <table>
        <tbody>
          {lapse.slots.map((slot, row) => (
            <tr key={slot.id}>
              <th scope="row">
                {clock(slot.start, lapse.time_zone)} <span>{slot.title}</span>
              </th>
              {lapse.rooms.map((room, column) => {
                const key = `${row} ${column}`;
                const topic = at.get(key);
                const kind = topic === undefined ? "" : ` mosaic__cell--${lapse.topics[topic]!.kind}`;
                return (
                  <td key={room.id}>
                    <span class={`mosaic__cell${kind}${isNew.has(key) ? " mosaic__cell--new" : ""}`}>
                      {topic !== undefined && (
                        <>
                          {lapse.topics[topic]!.kind === "lead" ? <Lead /> : <Learn />}
                          <span class="hush">
                            {lapse.topics[topic]!.title}, {room.name}
                          </span>
                        </>
                      )}
                    </span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p class="mosaic__new">{titles.slice(0, 3).join(" · ")}</p>
    </div>
  );
}
