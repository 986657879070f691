/**
 * What a command is expected to do to the documents, shown before the camp has answered.
 *
 * An effect says what should hold, as commands do: applied to documents that show it already, it changes nothing.
 * Where that takes knowing how things were (a tally without one's own vote, what two cells held), it is remembered
 * when the effect is made. What cannot be foreseen without the camp's rules has no effect: the answer comes soon.
 */
import type {
  BeAt,
  Cell,
  Command,
  Delta,
  MeDocument,
  MeDocuments,
  OrganizersDocuments,
  PinTopic,
  PlaceTopic,
  Placement,
  ProposeTopic,
  PublicDocuments,
  RequestTime,
  SetPhase,
  SetVote,
  Stay,
  SwapCells,
  Tally,
  TopicDocument,
  UnplaceTopic,
} from "./wire.ts";

export type Audience = Delta["aud"];

interface ByAudience {
  public: PublicDocuments;
  me: MeDocuments;
  organizers: OrganizersDocuments;
}

/** Documents to read and change; `undefined` is a document that does not exist. */
export interface Documents {
  /** Whether the audience's documents are here at all. */
  has(audience: Audience): boolean;
  get<A extends Audience, K extends keyof ByAudience[A] & string>(audience: A, key: K): ByAudience[A][K] | undefined;
  put<A extends Audience, K extends keyof ByAudience[A] & string>(
    audience: A,
    key: K,
    document: ByAudience[A][K] | undefined,
  ): void;
  /** The ids of an audience's documents of one kind: `T` for every `topic/T`. */
  ids(audience: Audience, kind: string): readonly string[];
}

export type Effect = (documents: Documents) => void;

const NOTHING: Effect = () => undefined;

/** The effect of `command`, given at `at` (server's ms); undefined while documents that it needs are not here yet. */
export function effectOf(command: Command, documents: Documents, at: number): Effect | undefined {
  switch (command.do) {
    case "set-vote":
      return documents.has("public") && documents.has("me") ? voteEffect(command, documents) : undefined;
    case "propose-topic":
      return documents.has("me") ? proposalEffect(command, at) : undefined;
    case "edit-topic":
      return (docs) => {
        const { do: _, topic, ...fields } = command;
        const before = docs.get("public", `topic/${topic}`);
        if (before) docs.put("public", `topic/${topic}`, { ...before, ...fields });
      };
    case "withdraw-topic":
      return (docs) => {
        docs.put("public", `topic/${command.topic}`, undefined);
        docs.put("public", `tally/${command.topic}`, undefined);
        docs.put("me", `vote/${command.topic}`, undefined);
        editMe(docs, (me) => ({
          proposed: without(me.proposed, command.topic),
          hosting: without(me.hosting, command.topic),
        }));
      };
    case "claim-topic":
      return (docs) => claim(docs, command.topic, command.claimed ?? true);
    case "decline-topic":
      return (docs) => editMe(docs, (me) => ({ asked: without(me.asked ?? [], command.topic) }));
    case "set-repeat":
      return (docs) => {
        const topic = docs.get("public", `topic/${command.topic}`);
        if (!topic) return;
        const { twice: _, ...rest } = topic;
        docs.put("public", `topic/${command.topic}`, command.twice ? { ...rest, twice: true } : rest);
      };
    case "choose-session":
      return (docs) => {
        const { slot, topic } = command;
        const day = docs.get("me", "day");
        // Going back to what is suggested cannot be foreseen; neither can a host be sent away from their own session.
        if (!day || topic === null || day[slot]?.why === "host") return;
        // Nobody attends a topic twice.
        const others = Object.entries(day).filter(([, stop]) => stop.topic !== topic || stop.why === "host");
        docs.put("me", "day", { ...Object.fromEntries(others), [slot]: { topic, why: "choice" } });
      };
    case "show-on-board":
      return (docs) => {
        const { mode, until = null, topic = null, announcement = null } = command;
        const of = { topic: mode === "wall" ? topic : null, announcement: mode === "announcement" ? announcement : null };
        docs.put("public", "board", mode === null ? undefined : { mode, until, ...of });
      };
    case "take-turn":
      return (docs) => {
        const { person, name } = docs.get("me", "me") ?? { person: "", name: "" };
        const turn = { person, name, shows: command.shows ?? "" };
        const held = docs.get("public", "smackdown");
        if (!held || !person) return;
        const same = (each: { person: string }): boolean => each.person === person;
        if (held.on && same(held.on)) docs.put("public", "smackdown", { ...held, on: turn });
        else {
          const queue = held.queue.some(same) ? held.queue.map((each) => (same(each) ? turn : each)) : [...held.queue, turn];
          docs.put("public", "smackdown", { ...held, queue });
        }
      };
    case "give-up-turn":
      return (docs) => {
        const person = command.person ?? docs.get("me", "me")?.person;
        const held = docs.get("public", "smackdown");
        if (!held) return;
        const on = held.on?.person === person ? null : held.on;
        const queue = held.queue.filter((each) => each.person !== person);
        docs.put("public", "smackdown", { ...held, on, since: on && held.since, queue });
      };
    case "be-at":
      return documents.has("public") && documents.has("me") ? hereEffect(command, documents, at) : undefined;
    case "request-time":
      return documents.has("public") && documents.has("me") ? requestEffect(command, documents, at) : undefined;
    case "answer-assignment":
      return (docs) => {
        const { topic, slot, answer } = command;
        const day = docs.get("me", "day");
        const stop = day?.[slot];
        if (stop?.topic === topic && stop.why === "host") docs.put("me", "day", { ...day, [slot]: { ...stop, answer } });
      };
    case "offer-to-host":
      return (docs) => {
        const { topic, offered = true } = command;
        docs.put("me", `offer/${topic}`, offered ? { declined: false } : undefined);
      };
    case "answer-offer":
      return (docs) => {
        const { topic, person, welcome } = command;
        const offers = docs.get("me", `offers/${topic}`) ?? [];
        const left = offers.flatMap((each) => (each.person !== person ? [each] : welcome ? [{ ...each, welcome }] : []));
        docs.put("me", `offers/${topic}`, left.length > 0 ? left : undefined);
      };
    case "set-hope":
      return (docs) => {
        const { topic, text } = command;
        const before = docs.get("me", `hope/${topic}`) ?? { number: 0 };
        docs.put("me", `hope/${topic}`, text.trim() ? { ...before, text: text.trim() } : undefined);
      };
    case "set-notes":
      return (docs) => {
        const { topic: id, link } = command;
        const topic = docs.get("public", `topic/${id}`);
        if (!topic) return;
        const { notes: _, ...rest } = topic;
        docs.put("public", `topic/${id}`, link ? { ...rest, notes: link.trim() } : rest);
      };
    case "need-hand":
      return (docs) => {
        const { topic, slot, needed = true } = command;
        const day = docs.get("me", "day");
        const stop = day?.[slot];
        if (stop?.topic !== topic || stop.why !== "host") return;
        const { hand, ...rest } = stop;
        docs.put("me", "day", { ...day, [slot]: needed ? { ...rest, hand: hand ?? "needed" } : rest });
      };
    case "see-notices":
      return (docs) => {
        for (const id of docs.ids("me", "notice")) if (+id <= command.up_to) docs.put("me", `notice/${id}`, undefined);
      };
    case "set-interests":
      return (docs) => editMe(docs, () => ({ interests: command.interests }));
    case "set-phase":
      return (docs) => {
        const camp = docs.get("public", "camp");
        if (camp) docs.put("public", "camp", { ...camp, phases: phasesWith(camp.phases, command) });
      };
    case "put-room":
      return (docs) => {
        const { room: id, name, capacity, features = [], link = null } = command;
        const { closed = [] } = docs.get("public", `room/${id}`) ?? {};
        docs.put("public", `room/${id}`, { id, name, capacity, features, link, closed });
      };
    case "remove-room":
      return (docs) => {
        docs.put("public", `room/${command.room}`, undefined);
        editDraft(docs, (placements) => placements.filter(({ room }) => room !== command.room));
      };
    case "put-slot":
      return (docs) => {
        const { slot: id, title, start, end, is_break = false } = command;
        docs.put("public", `slot/${id}`, { id, title, start, end, is_break });
      };
    case "remove-slot":
      return (docs) => {
        docs.put("public", `slot/${command.slot}`, undefined);
        editDraft(docs, (placements) => placements.filter(({ slot }) => slot !== command.slot));
      };
    case "place-topic":
      return (docs) => editDraft(docs, (placements) => placed(placements, command));
    case "swap-cells":
      return documents.has("organizers") ? swapEffect(command, documents) : undefined;
    case "unplace-topic":
      return (docs) => editDraft(docs, (placements) => placements.filter((each) => !isMeant(each, command)));
    case "pin-topic":
      return (docs) =>
        editDraft(
          docs,
          (placements) =>
            placements.map((each) => (isMeant(each, command) ? { ...each, pinned: command.pinned } : each)),
          true,
        );
    default:
      return NOTHING;
  }
}

/**
 * The tally is what the others voted when the vote was cast, plus this vote: whether the documents count it already
 * cannot be seen from outside until the command is answered, and it must never show twice.
 */
function voteEffect({ topic, weight }: SetVote, documents: Documents): Effect {
  const tally = documents.get("public", `tally/${topic}`);
  const others = counted(tally, documents.get("me", `vote/${topic}`), -1);
  const wanted = counted(others, weight, 1);
  return (docs) => {
    if (!docs.get("public", `topic/${topic}`)) return;
    docs.put("me", `vote/${topic}`, weight === "none" ? undefined : weight);
    docs.put("public", `tally/${topic}`, wanted);
  };
}

function counted(
  { interested, must }: Tally = { interested: 0, must: 0 },
  weight: string | undefined,
  by: number,
): Tally {
  return { interested: interested + (weight === "interested" ? by : 0), must: must + (weight === "must" ? by : 0) };
}

/** As with votes: others are counted as they were when it was said. */
function hereEffect({ slot, topic }: BeAt, documents: Documents, at: number): Effect {
  const stays = documents.get("me", "stays") ?? [];
  const counts = new Map<string, Record<string, number>>();
  const count = (stay: Stay, by: number): void => {
    const before = counts.get(stay.slot) ?? documents.get("public", `headcount/${stay.slot}`) ?? {};
    counts.set(stay.slot, { ...before, [stay.topic]: (before[stay.topic] ?? 0) + by });
  };
  const wanted = stays.map((stay) => {
    const goesOn = stay.slot === slot || (documents.get("public", `slot/${stay.slot}`)?.end ?? 0) > at;
    if (stay.until !== null || !goesOn) return stay;
    count(stay, -1);
    return { ...stay, until: at };
  });
  if (topic !== null) {
    wanted.push({ slot, topic, since: at, until: null });
    count(wanted[wanted.length - 1]!, 1);
  }
  return (docs) => {
    docs.put("me", "stays", wanted);
    for (const [id, counted] of counts) {
      const left = Object.entries(counted).filter(([, people]) => people > 0);
      docs.put("public", `headcount/${id}`, left.length > 0 ? Object.fromEntries(left) : undefined);
    }
  };
}

/** As with votes. */
function requestEffect({ topic, slot, to = null, wanted = true }: RequestTime, documents: Documents, at: number): Effect {
  const id = `${topic}.${slot}.${to ?? ""}`;
  const { people = 0, since = at } = documents.get("public", `request/${id}`) ?? {};
  const others = people - +!!documents.get("me", "requests")?.includes(id);
  const asked = others + +wanted > 0 ? { topic, slot, to, people: others + +wanted, since } : undefined;
  return (docs) => {
    const mine = (wanted ? including : without)(docs.get("me", "requests") ?? [], id);
    docs.put("me", "requests", mine.length > 0 ? mine : undefined);
    docs.put("public", `request/${id}`, asked);
  };
}

function proposalEffect(command: ProposeTopic, at: number): Effect {
  const { topic: id, kind, title, description, tags, needs, card } = command;
  return (docs) => {
    const me = docs.get("me", "me");
    if (!me) return;
    const leads = kind === "lead" && !card;
    if (!docs.get("public", `topic/${id}`)) {
      const topic: TopicDocument = { id, kind, title: title.trim(), created: at };
      if (description) topic.description = description;
      if (tags?.length) topic.tags = tags;
      if (needs?.length) topic.needs = needs;
      if (leads) topic.hosts = [me.person];
      if (card) topic.card = true;
      docs.put("public", `topic/${id}`, topic);
      docs.put("public", `tally/${id}`, { interested: 0, must: 0 });
    }
    if (leads) nameHost(docs, me);
    editMe(docs, ({ proposed, hosting }) => ({
      proposed: card ? proposed : including(proposed, id),
      hosting: leads ? including(hosting, id) : hosting,
    }));
  };
}

function claim(docs: Documents, id: string, claimed: boolean): void {
  const me = docs.get("me", "me");
  const topic = docs.get("public", `topic/${id}`);
  if (!me || !topic) return;
  const put = claimed ? including : without;
  docs.put("public", `topic/${id}`, { ...topic, hosts: put(topic.hosts ?? [], me.person) });
  editMe(docs, ({ hosting }) => ({ hosting: put(hosting, id) }));
  if (claimed) nameHost(docs, me);
}

function nameHost(docs: Documents, { person, name }: MeDocument): void {
  if (!docs.get("public", `host/${person}`)) docs.put("public", `host/${person}`, { name });
}

function swapEffect({ a, b }: SwapCells, documents: Documents): Effect {
  const { placements } = documents.get("organizers", "draft") ?? { placements: [] };
  const first = placements.find((each) => isAt(each, a))?.topic;
  const second = placements.find((each) => isAt(each, b))?.topic;
  const goesTo = (each: Placement): Cell | undefined => {
    if (!isAt(each, a) && !isAt(each, b)) return undefined;
    return each.topic === first ? b : each.topic === second ? a : undefined;
  };
  return (docs) => editDraft(docs, (now) => now.map((each) => ({ ...each, ...goesTo(each) })));
}

/** Its other placements go, but for the one that the topic is in `beside`. */
function placed(placements: Placement[], { topic, slot, room, instead_of, beside }: PlaceTopic): Placement[] {
  const cell = { slot, room };
  const there = placements.find((each) => each.topic === topic && isAt(each, cell));
  const stays = (each: Placement): boolean =>
    each.topic === topic ? !!beside && isAt(each, beside) && each !== there : each.topic !== instead_of || !isAt(each, cell);
  return [...placements.filter(stays), there ?? { topic, ...cell, pinned: false }];
}

/** Whether the placement is one that the command is about: all of the topic's, or the one in its cell. */
function isMeant(placement: Placement, { topic, cell }: UnplaceTopic | PinTopic): boolean {
  return placement.topic === topic && (!cell || isAt(placement, cell));
}

function isAt(placement: Placement, { slot, room }: Cell): boolean {
  return placement.slot === slot && placement.room === room;
}

/** A draft in which a hand has moved something is no longer the solver's (`stands`: it still is). */
function editDraft(docs: Documents, edit: (placements: Placement[]) => Placement[], stands = false): void {
  const draft = docs.get("organizers", "draft");
  if (!draft) return;
  const placements = edit(draft.placements).sort((p, q) => compare(p.slot, q.slot) || compare(p.room, q.room));
  const unplaced = draft.unplaced.filter(({ topic }) => !placements.some((each) => each.topic === topic));
  const solved = stands ? {} : { value: null, bound: null };
  docs.put("organizers", "draft", { ...draft, ...solved, placements, unplaced });
}

function editMe(docs: Documents, edit: (me: MeDocument) => Partial<MeDocument>): void {
  const me = docs.get("me", "me");
  if (me) docs.put("me", "me", { ...me, ...edit(me) });
}

/** `plan`, `run` and `closed` exclude one another; a closed camp gathers and votes no more. */
function phasesWith(phases: readonly SetPhase["phase"][], { phase, open }: SetPhase): SetPhase["phase"][] {
  const excluded = (other: SetPhase["phase"]): boolean =>
    phase === "closed" || other === "closed" || (/plan|run/.test(phase) && /plan|run/.test(other));
  const others = without(phases, phase);
  return open ? [...others.filter((other) => !excluded(other)), phase].sort() : others;
}

function including<T>(items: readonly T[], item: T): T[] {
  return items.includes(item) ? [...items] : [...items, item];
}

function without<T>(items: readonly T[], item: T): T[] {
  return items.filter((each) => each !== item);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
