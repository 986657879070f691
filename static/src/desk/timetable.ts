// What the clock opens and closes by itself.
import { t } from "../i18n.ts";
import { clock } from "../time.ts";
import type { CampDocument, Command, PhaseChange, Settings } from "../wire.ts";
import { phaseName } from "./phase.ts";

/** The camp's settings as they are, to be changed and asked for as a whole. */
export function settingsOf({ name, date, time_zone, tags, timetable, ...more }: CampDocument): Settings {
  const { hide_tallies = false, first_timers = 0, anonymous_seen = false } = more;
  return { name, date, time_zone, tags, timetable, hide_tallies, first_timers, anonymous_seen };
}

/** In the order of the day. */
export function changesOf({ timetable }: CampDocument): PhaseChange[] {
  return [...timetable].sort((a, b) => a.at - b.at || (a.phase < b.phase ? -1 : 1));
}

export function isSame(a: PhaseChange, b: PhaseChange): boolean {
  return a.at === b.at && a.phase === b.phase && a.open === b.open;
}

export function changeName({ phase, open }: PhaseChange): string {
  return open ? t("{phase} opens", { phase: phaseName(phase) }) : t("{phase} closes", { phase: phaseName(phase) });
}

/** Asks for the timetable with `before` gone and `after` in it; at one moment a phase can only be one thing. */
export function changed(camp: CampDocument, before: PhaseChange | undefined, after: PhaseChange | undefined): Command {
  const others = camp.timetable.filter(
    (each) =>
      !(before && isSame(each, before)) && !(after && each.at === after.at && each.phase === after.phase),
  );
  return withTimetable(camp, after ? [...others, after] : others);
}

export function withTimetable(camp: CampDocument, changes: readonly PhaseChange[]): Command {
  const timetable = changesOf({ ...camp, timetable: [...changes] });
  return { do: "edit-camp", settings: { ...settingsOf(camp), timetable } };
}

/** When the clock will turn the phase's switch next, in words; nothing when it will not. */
export function nextTurn(camp: CampDocument, phase: PhaseChange["phase"], now: number): string | undefined {
  const open = camp.phases.includes(phase);
  const next = changesOf(camp).find((each) => each.phase === phase && each.at > now && each.open !== open);
  if (!next) return undefined;
  const time = clock(next.at, camp.time_zone);
  return next.open ? t("opens at {time}", { time }) : t("until {time}", { time });
}
