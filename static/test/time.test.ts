import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { speak } from "../src/i18n.ts";
import { ago, clock, day, instant, span, wall } from "../src/time.ts";

const MORNING = Date.UTC(2027, 2, 13, 14, 5); // a Saturday
const HOUR = 3_600_000;

beforeEach(() => {
  speak("en");
  browse("en-US");
});

/** Sets the languages of the browser, the one it speaks itself first. */
function browse(...languages: string[]): void {
  const value = { language: languages[0], languages };
  Object.defineProperty(globalThis, "navigator", { configurable: true, value });
}

/** Some versions put a narrow space before AM. */
const plain = (text: string): string => text.replace(/\u202f/g, " ");

test("the clock shows the camp's time, in the reader's language, whatever the device's zone", () => {
  const before = process.env.TZ;
  try {
    for (const zone of ["Asia/Tokyo", "America/Chicago"]) {
      process.env.TZ = zone;
      assert.equal(plain(clock(MORNING, "America/Chicago")), "8:05 AM");
      assert.equal(plain(clock(MORNING, "Europe/Madrid")), "3:05 PM");
    }
  } finally {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  }
  speak("es");
  assert.equal(clock(MORNING, "Europe/Madrid"), "15:05");
});

test("the clock follows the browser's region where it reads the page's language", () => {
  browse("en-GB", "en-US", "en");
  assert.equal(clock(MORNING, "Europe/Madrid"), "15:05");
  browse("en-US", "en-GB");
  assert.equal(plain(clock(MORNING, "Europe/Madrid")), "3:05 PM");
  browse("es-ES", "en-GB");
  assert.equal(clock(MORNING, "Europe/Madrid"), "15:05", "English is the second language this reader has");
  browse("de-DE");
  assert.equal(plain(clock(MORNING, "Europe/Madrid")), "3:05 PM", "German says nothing about English");
  speak("es");
  browse("es-US");
  assert.match(clock(MORNING, "Europe/Madrid"), /^3:05/);
});

test("a span names both ends", () => {
  speak("es");
  assert.equal(span(MORNING, MORNING + 50 * 60_000, "Europe/Madrid"), "15:05–15:55");
});

test("the day is the camp's, which may not be the device's", () => {
  assert.equal(day(MORNING, "America/Chicago"), "Saturday, March 13");
  assert.equal(day(MORNING + 12 * HOUR, "Europe/Madrid"), "Sunday, March 14");
  speak("es");
  assert.equal(day(MORNING, "Europe/Madrid"), "sábado, 13 de marzo");
});

test("a zone that the device does not know is taken for its own", () => {
  assert.equal(
    plain(clock(MORNING, "Mars/Olympus")),
    plain(clock(MORNING, Intl.DateTimeFormat().resolvedOptions().timeZone)),
  );
});

test("how long ago is said in one unit, rounded down", () => {
  const at = (ms: number): string => ago(MORNING + ms, MORNING);
  assert.equal(at(0), "now");
  assert.equal(at(-45_000), "45 seconds ago");
  assert.equal(at(-119_000), "1 minute ago");
  assert.equal(at(5 * 60_000), "in 5 minutes");
  assert.equal(at(-3 * HOUR - 1), "3 hours ago");
  assert.equal(at(-24 * HOUR), "yesterday");
  speak("es");
  assert.equal(at(-2 * 60_000), "hace 2 minutos");
});

test("a time typed in is an instant in the camp's zone, and comes back as it was typed", () => {
  assert.equal(instant("2027-03-13", "08:05", "America/Chicago"), MORNING);
  const zones = ["America/Chicago", "Europe/Madrid", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"];
  const dates = ["2027-01-15", "2027-03-13", "2027-03-15", "2027-07-01", "2027-10-31", "2027-11-08"];
  for (const zone of zones) {
    for (const date of dates) {
      for (const time of ["00:00", "06:30", "12:00", "23:59"]) {
        assert.deepEqual(wall(instant(date, time, zone), zone), { date, time }, zone);
      }
    }
  }
});

test("on the day when clocks change, times after the change are right", () => {
  assert.equal(instant("2027-03-14", "09:00", "America/Chicago"), Date.UTC(2027, 2, 14, 14)); // summer time began at 2:00
  assert.equal(instant("2027-11-07", "09:00", "America/Chicago"), Date.UTC(2027, 10, 7, 15)); // it ended at 2:00
  assert.equal(instant("2027-03-28", "01:30", "Europe/Madrid"), Date.UTC(2027, 2, 28, 0, 30)); // an hour before it begins
});
