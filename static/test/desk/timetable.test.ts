import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { changed, changeName, changesOf, nextTurn } from "../../src/desk/timetable.ts";
import { speak } from "../../src/i18n.ts";
import { clock } from "../../src/time.ts";
import type { CampDocument, PhaseChange } from "../../src/wire.ts";
import { NINE } from "./view.ts";

const HOUR = 3_600_000;
const shut: PhaseChange = { at: NINE + HOUR, phase: "vote", open: false };
const run: PhaseChange = { at: NINE + 2 * HOUR, phase: "run", open: true };

function camp(...timetable: PhaseChange[]): CampDocument {
  const settings = { name: "X", date: "2027-03-13", time_zone: "UTC", tags: ["art"], hide_tallies: true, first_timers: 5, anonymous_seen: true };
  return { id: "x", phases: ["vote"], ...settings, timetable };
}

beforeEach(() => speak("en"));

test("changes are in the order of the day, and have names", () => {
  assert.deepEqual(changesOf(camp(run, shut)), [shut, run]);
  assert.deepEqual([shut, run].map(changeName), ["Vote closes", "Run opens"]);
});

test("a timetable is asked for as a whole, with the rest of the settings as it is", () => {
  const later = { ...shut, at: NINE + 90 * 60_000 };
  const settings = { name: "X", date: "2027-03-13", time_zone: "UTC", tags: ["art"], hide_tallies: true, first_timers: 5, anonymous_seen: true };
  const asked = (timetable: PhaseChange[]) => ({ do: "edit-camp", settings: { ...settings, timetable } });
  assert.deepEqual(changed(camp(run), undefined, shut), asked([shut, run]));
  assert.deepEqual(changed(camp(shut, run), shut, later), asked([later, run]));
  assert.deepEqual(changed(camp(shut, run), run, undefined), asked([shut]));
  assert.deepEqual(changed(camp(shut), undefined, { ...shut, open: true }), asked([{ ...shut, open: true }]));
});

test("a switch says when the clock will turn it", () => {
  assert.equal(nextTurn(camp(shut, run), "vote", NINE), `until ${clock(NINE + HOUR, "UTC")}`);
  assert.equal(nextTurn(camp(shut, run), "run", NINE), `opens at ${clock(NINE + 2 * HOUR, "UTC")}`);
  assert.equal(nextTurn(camp(shut, run), "vote", NINE + HOUR), undefined);
  assert.equal(nextTurn(camp({ ...shut, open: true }), "vote", NINE), undefined, "it is open already");
});
