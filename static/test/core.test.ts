import assert from "node:assert/strict";
import { test } from "node:test";
import { CampStore, newId, type View } from "../src/core.ts";
import type { Command, Delta, SetVote, Tally } from "../src/wire.ts";
import { AUDIENCES, dice, FakeCamp } from "./fake-camp.ts";

type Weight = SetVote["weight"];

const WEIGHTS: readonly Weight[] = ["none", "interested", "must"];

function fresh(camp: FakeCamp): CampStore {
  const store = new CampStore();
  for (const aud of AUDIENCES) store.apply(camp.delta(aud, null));
  return store;
}

function documents({ link: _, pending: _p, settled: _s, heard: _h, offset: _o, ...shown }: View): unknown {
  return shown;
}

function randomCommand(roll: (n: number) => number, made: number): Command {
  const topic = `t${roll(6)}`;
  switch (roll(5)) {
    case 0:
      return { do: "propose-topic", topic: `n${made}`, kind: "lead", title: "A new one" };
    case 1:
      return { do: "edit-topic", topic, title: `Title ${made}` };
    case 2:
      return { do: "withdraw-topic", topic };
    default:
      return { do: "set-vote", topic, weight: WEIGHTS[roll(3)]! };
  }
}

test("deltas lost, late, repeated or overtaken and answers lost or late end in what a fresh page shows", () => {
  for (let seed = 1; seed <= 400; seed++) {
    const roll = dice(seed);
    const camp = new FakeCamp();
    for (let i = 0; i < 6; i++) camp.propose(`t${i}`);
    const store = fresh(camp);
    const sent: Delta[] = [];
    const asked: Command[] = [];
    const unanswered = new Set<number>();
    const flushed = { public: camp.seq, me: camp.seq, organizers: camp.seq };

    const hello = (): void => {
      for (const aud of AUDIENCES) {
        const { epoch, [aud]: reached } = store.position();
        store.apply(camp.delta(aud, epoch === camp.epoch ? reached : null));
      }
    };
    const deliver = (delta: Delta): void => {
      if (store.apply(delta) === "gap" && roll(2)) hello();
    };
    const answer = (n: number, arrives: boolean): void => {
      const ack = camp.ask("c1", n, asked[n - 1]!);
      if (!arrives) return;
      store.settle(ack);
      unanswered.delete(n);
    };

    for (let step = 0; step < 80; step++) {
      const topic = `t${roll(6)}`;
      switch (roll(9)) {
        case 0:
          if (camp.has(topic)) camp.vote(topic, "must");
          break;
        case 1:
          if (!camp.has(topic)) camp.propose(topic);
          else if (roll(3) === 0) camp.remove(topic);
          break;
        case 2:
          camp.change((put) => put("organizers", `action/${camp.seq}`, { seq: camp.seq }));
          break;
        case 3:
        case 4: {
          const n = asked.push(randomCommand(roll, asked.length + 1));
          unanswered.add(n);
          store.expect(n, asked[n - 1]!, 0);
          break;
        }
        case 5: // an outbox sends in order, all that is unanswered
          for (const n of [...unanswered].slice(0, 1 + roll(3))) answer(n, roll(3) > 0);
          break;
        case 6:
          if (roll(12) === 0) {
            camp.restore(topic);
            for (const aud of AUDIENCES) flushed[aud] = camp.seq;
          }
          break;
        default:
          for (const aud of AUDIENCES) {
            const delta = camp.delta(aud, flushed[aud]);
            flushed[aud] = camp.seq;
            sent.push(delta);
            if (roll(4) > 0) deliver(delta); // else lost
            if (roll(5) === 0) deliver(sent[roll(sent.length)]!); // an old one again, or one of an old epoch
            if (roll(9) === 0) sent.push(camp.delta(aud, null)); // a snapshot that will come late
          }
      }
      store.view();
    }
    for (const n of unanswered) answer(n, true);
    hello();
    hello(); // an old epoch's snapshot may have come last
    assert.deepEqual(documents(store.view()), documents(fresh(camp).view()), `seed ${seed}`);
    assert.deepEqual(
      [...camp.done.values()].filter((times) => times !== 1),
      [],
      `seed ${seed}`,
    );
  }
});

test("one's own vote counts exactly once at every moment, whatever arrives first", () => {
  for (let seed = 1; seed <= 400; seed++) {
    const roll = dice(seed);
    const camp = new FakeCamp();
    camp.propose("t");
    camp.vote("t", "interested"); // somebody else's, who does not change their mind
    const store = fresh(camp);
    const flushed = { public: camp.seq, me: camp.seq };
    let wanted: Weight = "none";
    // One connection delivers deltas in order, and answers in order; but not the ones before the others.
    let deltas: Delta[] = [];
    let answers: (() => void)[] = [];
    const asked: Command[] = [];
    let unsent = 0;
    let answered = 0;

    for (let step = 0; step < 60; step++) {
      switch (roll(7)) {
        case 0:
          wanted = WEIGHTS[roll(3)]!;
          asked.push({ do: "set-vote", topic: "t", weight: wanted });
          store.expect(asked.length, asked.at(-1)!);
          break;
        case 1:
          if (unsent < asked.length) {
            const ack = camp.ask("c1", unsent + 1, asked[unsent]!);
            unsent++;
            answers.push(() => {
              store.settle(ack);
              answered = ack.n;
            });
          }
          break;
        case 2:
          answers.shift()?.();
          break;
        case 3:
          for (const aud of ["public", "me"] as const) {
            const delta = camp.delta(aud, flushed[aud]);
            flushed[aud] = camp.seq;
            if (Object.keys(delta.put).length + delta.del.length > 0) deltas.push(delta);
          }
          break;
        case 6: // the connection breaks: what was under way is lost, hello comes before anything is sent again
          if (roll(4) > 0) break;
          deltas = [];
          answers = [];
          unsent = answered;
          for (const delta of camp.hello(store.position()).deltas) store.apply(delta);
          flushed.public = flushed.me = camp.seq;
          break;
        default: {
          const delta = deltas.shift();
          if (delta) store.apply(delta);
        }
      }
      const { votes, tallies } = store.view();
      assert.equal(votes.get("t") ?? "none", wanted, `seed ${seed}, step ${step}`);
      const counted: Tally = { interested: wanted === "interested" ? 2 : 1, must: wanted === "must" ? 1 : 0 };
      assert.deepEqual(tallies.get("t"), counted, `seed ${seed}, step ${step}`);
    }
  }
});

test("a delta of another epoch, or beyond what is held, is a gap; one that is held is seen", () => {
  const camp = new FakeCamp();
  const store = fresh(camp);
  const before = store.position();
  camp.propose("a");
  camp.propose("b");
  assert.equal(store.apply(camp.delta("public", 2)), "gap");
  assert.equal(store.apply({ ...camp.delta("public", 1), epoch: "e0" }), "gap");
  assert.deepEqual(store.position(), before);
  assert.equal(store.apply(camp.delta("public", 1)), "applied");
  assert.equal(store.apply(camp.delta("public", 1)), "seen");
  assert.equal(store.apply(camp.delta("public", null)), "seen");
  assert.deepEqual(store.position(), { epoch: "e1", public: 3, me: 1, organizers: 1 });
});

test("a new epoch's snapshot makes what other audiences held worthless", () => {
  const camp = new FakeCamp();
  const store = fresh(camp);
  camp.restore("t");
  assert.equal(store.apply(camp.delta("public", null)), "applied");
  assert.deepEqual(store.position(), { epoch: "e2", public: 1, me: null, organizers: null });
  assert.equal("me" in store.view(), false);
});

test("whatever did not change keeps its identity in the next view", () => {
  const camp = new FakeCamp();
  for (const id of ["a", "b"]) camp.propose(id);
  const store = fresh(camp);
  const before = store.view();
  camp.vote("a", "must");
  store.apply(camp.delta("public", 3));
  const after = store.view();
  assert.notEqual(after.tallies, before.tallies);
  assert.equal(after.tallies.get("b"), before.tallies.get("b"));
  for (const field of ["camp", "topics", "rooms", "hosts", "notices", "me", "votes", "day"] as const) {
    assert.equal(after[field], before[field], field);
  }
  assert.equal(store.view(), after);
});

test("a snapshot that says the same makes no new view", () => {
  const camp = new FakeCamp();
  camp.propose("a");
  const store = fresh(camp);
  const before = store.view();
  camp.change((put) => put("public", "people", { joined: 1 }));
  assert.equal(store.apply(camp.delta("public", null)), "applied");
  assert.equal(store.view(), before);
});

test("an expectation keeps its documents while others change", () => {
  const camp = new FakeCamp();
  for (const id of ["a", "b"]) camp.propose(id);
  const store = fresh(camp);
  store.expect(1, { do: "set-vote", topic: "a", weight: "must" });
  const before = store.view();
  camp.vote("b", "must");
  store.apply(camp.delta("public", 3));
  assert.notEqual(store.view().tallies, before.tallies);
  assert.equal(store.view().tallies.get("a"), before.tallies.get("a"));
});

test("a refused expectation is gone at once", () => {
  const camp = new FakeCamp();
  camp.propose("a");
  const store = fresh(camp);
  const before = store.view();
  store.expect(1, { do: "set-vote", topic: "a", weight: "must" });
  assert.equal(store.view().votes.get("a"), "must");
  store.settle({ ok: false, n: 1, code: "phase-vote-closed", message: "", value: null, retryable: false });
  assert.deepEqual(store.view(), before);
});

test("an expectation stays until every audience that it touched shows it, but waits for none that is not held", () => {
  const camp = new FakeCamp();
  camp.propose("a");
  const store = fresh(camp);
  store.forget("organizers");
  store.expect(1, { do: "set-vote", topic: "a", weight: "must" });
  const ack = camp.ask("c1", 1, { do: "set-vote", topic: "a", weight: "must" });
  assert.equal(ack.ok, true);
  store.settle({ ...ack, touched: ["public", "me", "organizers"] } as typeof ack);
  store.apply(camp.delta("public", 2));
  assert.equal(store.view().votes.get("a"), "must");
  store.apply(camp.delta("me", 1));
  assert.equal(store.view().votes.get("a"), "must");
  camp.change((put) => put("me", "vote/a", "interested")); // another device of the same person
  store.apply(camp.delta("me", 3));
  assert.equal(store.view().votes.get("a"), "interested");
});

test("what was asked here is settled once the documents of every audience show it, or when it was refused", () => {
  const camp = new FakeCamp();
  camp.propose("a");
  const store = fresh(camp);
  assert.deepEqual([store.settled, store.view().settled], [true, true]);
  const command: Command = { do: "set-vote", topic: "a", weight: "must" };
  store.expect(1, command);
  assert.deepEqual([store.settled, store.view().settled], [false, false]);
  store.settle(camp.ask("c1", 1, command));
  store.apply(camp.delta("public", 1));
  assert.deepEqual([store.settled, store.view().settled], [false, false]);
  store.apply(camp.delta("me", 1));
  assert.deepEqual([store.settled, store.view().settled], [true, true]);
  store.expect(2, command);
  store.settle({ ok: false, n: 2, code: "phase-vote-closed", message: "", value: null, retryable: false });
  assert.deepEqual([store.settled, store.view().settled], [true, true]);
});

test("an expectation that needs documents shows as soon as they are here", () => {
  const camp = new FakeCamp();
  camp.propose("a");
  const store = new CampStore();
  store.expect(1, { do: "set-vote", topic: "a", weight: "must" });
  store.apply(camp.delta("public", null));
  assert.deepEqual(store.view().tallies.get("a"), { interested: 0, must: 0 });
  store.apply(camp.delta("me", null));
  assert.deepEqual(store.view().tallies.get("a"), { interested: 0, must: 1 });
});

test("a snapshot of what is held brings it back in another store", () => {
  const camp = new FakeCamp();
  camp.propose("a");
  const store = fresh(camp);
  store.expect(1, { do: "set-vote", topic: "a", weight: "must" });
  const other = new CampStore();
  for (const aud of AUDIENCES) other.apply(store.snapshot(aud)!);
  assert.deepEqual(other.position(), store.position());
  assert.deepEqual(documents(other.view()), documents(fresh(camp).view()));
});

test("lists are ordered: notices oldest first, actions newest first", () => {
  const camp = new FakeCamp();
  camp.change((put) => {
    for (const id of [12, 3, 7]) {
      put("me", `notice/${id}`, { id });
      put("organizers", `action/${id}`, { seq: id });
    }
  });
  const { notices, actions } = fresh(camp).view();
  assert.deepEqual(
    notices.map(({ id }) => id),
    [3, 7, 12],
  );
  assert.deepEqual(
    actions.map(({ seq }) => seq),
    [12, 7, 3],
  );
});

test("listeners hear once of what changes together, and not of what shows nothing new", async () => {
  const store = new CampStore();
  let calls = 0;
  const stop = store.subscribe(() => calls++);
  store.setPending(1);
  store.setClock(500);
  await Promise.resolve();
  assert.equal(calls, 1);
  store.setPending(1);
  store.setHeard(5);
  await Promise.resolve();
  assert.equal(calls, 1);
  assert.equal(store.view().pending, 1);
  stop();
  store.setPending(2);
  await Promise.resolve();
  assert.equal(calls, 1);
});

test("when the server was last heard comes with the next view", () => {
  const store = new CampStore();
  store.setHeard(77);
  store.setLink("offline");
  assert.equal(store.view().heard, 77);
});

test("new ids are ids, and differ", () => {
  const ids = Array.from({ length: 100 }, () => newId("t"));
  assert.deepEqual(
    ids.filter((id) => !/^t[a-z0-9]{15}$/.test(id)),
    [],
  );
  assert.equal(new Set(ids).size, 100);
});
