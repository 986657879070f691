import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { nothingWords, receiptWords, shortWords } from "../../src/desk/receipt-words.ts";
import { speak } from "../../src/i18n.ts";
import type { Counts, Receipt } from "../../src/wire.ts";

const counts: Counts = {
  must: { seated: 46, wanted: 50 },
  interested: { seated: 71, wanted: 100 },
  seats: [4, 12, 30],
  value: 300,
  bound: 310,
};
const receipt = (nothing: readonly string[], seats: number[] = [4, 12, 30]): Receipt => ({
  of: 7,
  state: "counted",
  counts: { ...counts, seats },
  nothing: [...nothing],
});

beforeEach(() => speak("en"));

test("shares of must-haves and of the other votes that have a seat", () => {
  assert.deepEqual(receiptWords(counts), [
    "92% of must-haves (46 of 50)",
    "71% of “interested” (71 of 100)",
  ]);
  assert.equal(shortWords(counts), "92% of must-haves · 71% of “interested” · 4 people with nothing");
});

test("all is said only of all", () => {
  const nearly = { ...counts, must: { seated: 1999, wanted: 2000 }, interested: { seated: 3, wanted: 3 } };
  assert.deepEqual(receiptWords(nearly), [
    "99% of must-haves (1,999 of 2,000)",
    "100% of “interested” (3 of 3)",
  ]);
});

test("what nobody asked for has no share", () => {
  const none = { seated: 0, wanted: 0 };
  assert.deepEqual(receiptWords({ ...counts, must: none }), ["71% of “interested” (71 of 100)"]);
  assert.deepEqual(receiptWords({ ...counts, must: none, interested: none }), ["Nobody has voted for anything yet."]);
});

test("who has nothing is said by name, as far as names are known", () => {
  assert.equal(
    nothingWords(receipt(["Ana", "Ben", "", ""])),
    "4 people have none of their choices: Ana, Ben, 2 others.",
  );
  assert.equal(nothingWords(receipt([""], [1, 2])), "1 person has none of their choices.");
  assert.equal(nothingWords(receipt(["Ana"], [1, 2])), "1 person has none of their choices: Ana.");
  assert.equal(nothingWords(receipt([], [0, 2])), "Everybody who voted has at least one of their choices.");
});
