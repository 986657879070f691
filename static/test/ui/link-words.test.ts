import assert from "node:assert/strict";
import { test } from "node:test";
import { speak } from "../../src/i18n.ts";
import { linkWords } from "../../src/ui/link-words.ts";

speak("en");

test("the state of the link is always said in words", () => {
  assert.equal(linkWords({ link: "connecting", pending: 0 }, true), "Connecting…");
  assert.equal(linkWords({ link: "live", pending: 0 }, true), "Live");
  assert.equal(linkWords({ link: "behind", pending: 3 }, true), "Catching up…");
  assert.equal(linkWords({ link: "offline", pending: 0 }, true), "Offline");
});

test("offline, what was done here is said to be waiting", () => {
  assert.equal(linkWords({ link: "offline", pending: 2 }, true), "Offline, 2 waiting");
});

test("where nothing outlives the page, it says to keep it open", () => {
  assert.equal(linkWords({ link: "offline", pending: 2 }, false), "Offline, 2 waiting: keep this page open");
  assert.equal(linkWords({ link: "offline", pending: 0 }, false), "Offline");
});
