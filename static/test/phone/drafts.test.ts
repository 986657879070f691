import assert from "node:assert/strict";
import { test } from "node:test";
import { BLANK, draftFrom, draftOf, Drafts, edit, proposal, type Draft } from "../../src/phone/drafts.ts";

/** What browsers do: keys are own properties, values are strings. */
function storage(quota = Infinity): Storage {
  const methods = {
    getItem(key: string): string | null {
      return (this as unknown as Record<string, string>)[key] ?? null;
    },
    setItem(key: string, value: string): void {
      if (value.length > quota) throw new DOMException("full", "QuotaExceededError");
      (this as unknown as Record<string, string>)[key] = value;
    },
    removeItem(key: string): void {
      delete (this as unknown as Record<string, string>)[key];
    },
  };
  return Object.create(methods) as Storage;
}

const DRAFT: Draft = {
  kind: "learn",
  title: "  Reading \u00a0 aloud ",
  description: " Why we stopped.\n",
  tags: ["Languages", "languages ", "", "a  b"],
  needs: [],
  card: false,
  anonymous: "nobody",
};

test("a draft outlives the page, for its camp alone", () => {
  const kept = storage();
  new Drafts("spring", () => kept).put("new", DRAFT);
  assert.deepEqual(new Drafts("spring", () => kept).get("new"), DRAFT);
  assert.equal(new Drafts("autumn", () => kept).get("new"), undefined);
});

test("a draft that is dropped is gone", () => {
  const drafts = new Drafts("spring", storage);
  drafts.put("new", DRAFT);
  drafts.drop("new");
  assert.equal(drafts.get("new"), undefined);
});

test("without storage a draft lives as long as the page", () => {
  const drafts = new Drafts("spring", () => {
    throw new DOMException("denied", "SecurityError");
  });
  drafts.put("new", DRAFT);
  assert.deepEqual(drafts.get("new"), DRAFT);
  drafts.drop("new");
  assert.equal(drafts.get("new"), undefined);
});

test("when the storage is full the newest text is the one that is shown", () => {
  const kept = storage(JSON.stringify(BLANK).length);
  const drafts = new Drafts("spring", () => kept);
  drafts.put("new", BLANK);
  drafts.put("new", DRAFT);
  assert.deepEqual(drafts.get("new"), DRAFT);
});

test("a proposal carries the words as the camp will keep them", () => {
  assert.deepEqual(proposal("t9", DRAFT), {
    do: "propose-topic",
    topic: "t9",
    kind: "learn",
    title: "Reading aloud",
    description: "Why we stopped.",
    tags: ["languages", "a b"],
    needs: [],
    card: false,
    anonymous: "nobody",
  });
});

test("a refused command gives its text back as a draft", () => {
  const command = proposal("t9", DRAFT);
  assert.deepEqual(proposal("t9", draftFrom(command)), command);
});

test("changing nothing in a topic's draft asks for the topic as it is", () => {
  const topic = { id: "t9", kind: "lead", title: "Reading aloud", created: 5, tags: ["languages"] } as const;
  assert.deepEqual(edit("t9", draftOf({ ...topic, tags: [...topic.tags] })), {
    do: "edit-topic",
    topic: "t9",
    title: "Reading aloud",
    description: "",
    tags: ["languages"],
    needs: [],
  });
});
