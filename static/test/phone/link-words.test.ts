import assert from "node:assert/strict";
import { test } from "node:test";
import { speak } from "../../src/i18n.ts";
import { linkWords } from "../../src/phone/link-words.ts";

speak("en");

test("the state of the link is always said in words", () => {
  assert.equal(linkWords({ link: "connecting", pending: 0 }), "Connecting…");
  assert.equal(linkWords({ link: "live", pending: 0 }), "Live");
  assert.equal(linkWords({ link: "behind", pending: 3 }), "Catching up…");
  assert.equal(linkWords({ link: "offline", pending: 0 }), "Offline");
});

test("offline, what was done here is said to be waiting", () => {
  assert.equal(linkWords({ link: "offline", pending: 2 }), "Offline, 2 waiting");
});
