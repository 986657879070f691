import assert from "node:assert/strict";
import { test } from "node:test";
import { speak, spoken, t, tn } from "../src/i18n.ts";

test("without a translation the English text is used, with its names filled in", () => {
  speak("en");
  assert.equal(t("Topics"), "Topics");
  assert.equal(t("{name} hosts {title}", { name: "Ana", title: "Maths" }), "Ana hosts Maths");
  assert.equal(t("{name} and {name}", { name: "$&" }), "$& and $&");
  assert.equal(t("{unknown}", { name: "Ana" }), "{unknown}");
});

test("numbers are written as the language does", () => {
  speak("en");
  assert.equal(t("{value} people", { value: 1234567 }), "1,234,567 people");
  speak("es");
  assert.equal(t("{value} people", { value: 1234567 }), "1.234.567 people");
});

test("a translation replaces the text, and keeps what was filled in", () => {
  speak("es", { "Hosted by {names}": "Con {names}" });
  assert.equal(spoken(), "es");
  assert.equal(t("Hosted by {names}", { names: "Ana" }), "Con Ana");
  assert.equal(t("Schedule"), "Schedule");
});

test("English has one and many", () => {
  speak("en");
  assert.deepEqual(
    [0, 1, 2].map((n) => tn("{count} vote", "{count} votes", n)),
    ["0 votes", "1 vote", "2 votes"],
  );
  assert.equal(tn("{count} vote for {title}", "{count} votes for {title}", 2, { title: "Maths" }), "2 votes for Maths");
});

test("translated numbers take the form that the language asks for", () => {
  speak("es", { "{count} vote": ["{count} voto", "{count} votos"] });
  const spanish = [0, 1, 2, 1_000_000].map((n) => tn("{count} vote", "{count} votes", n));
  assert.deepEqual(spanish, ["0 votos", "1 voto", "2 votos", "1.000.000 votos"]);
  speak("fr", { "{count} vote": ["{count} voix (une)", "{count} voix"] });
  assert.deepEqual(
    [0, 1, 2].map((n) => tn("{count} vote", "{count} votes", n)),
    ["0 voix (une)", "1 voix (une)", "2 voix"],
  );
  speak("pl", { "{count} vote": ["{count} głos", "{count} głosy", "{count} głosów"] });
  const polish = [1, 3, 5, 22, 25].map((n) => tn("{count} vote", "{count} votes", n));
  assert.deepEqual(polish, ["1 głos", "3 głosy", "5 głosów", "22 głosy", "25 głosów"]);
  speak("ja", { "{count} vote": ["{count}票"] });
  assert.deepEqual(
    [1, 2].map((n) => tn("{count} vote", "{count} votes", n)),
    ["1票", "2票"],
  );
});
