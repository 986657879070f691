/** Texts of topics while they are written, and until the camp has them: a reload or a refusal loses none. */
import type { EditTopic, ProposeTopic, TopicDocument } from "../wire.ts";
import { labels, oneLine } from "./wording.ts";

export interface Draft {
  kind: "lead" | "learn";
  title: string;
  description: string;
  tags: string[];
  needs: string[];
  /** A paper card that an organizer types in. */
  card: boolean;
  /** Without the person's name: the camp is to tell nobody who proposed it, or organizers alone, as the form said. */
  anonymous: ProposeTopic["anonymous"] | null;
}

/** The draft of a topic that nobody has begun to write. */
export const BLANK: Draft = {
  kind: "lead",
  title: "",
  description: "",
  tags: [],
  needs: [],
  card: false,
  anonymous: null,
};

export class Drafts {
  #camp: string;
  #storage: Storage | undefined;
  /** What could not be stored: it lives as long as the page. */
  #held = new Map<string, Draft>();

  constructor(camp: string, storage: () => Storage) {
    this.#camp = camp;
    try {
      this.#storage = storage();
    } catch {
      this.#storage = undefined; // switched off by the person or their browser
    }
  }

  get(key: string): Draft | undefined {
    const text = this.#storage?.getItem(this.#name(key));
    return this.#held.get(key) ?? (text ? (JSON.parse(text) as Draft) : undefined);
  }

  put(key: string, draft: Draft): void {
    try {
      if (!this.#storage) throw new Error("nothing to store in");
      this.#storage.setItem(this.#name(key), JSON.stringify(draft));
      this.#held.delete(key);
    } catch {
      this.#held.set(key, draft);
    }
  }

  drop(key: string): void {
    this.#held.delete(key);
    this.#storage?.removeItem(this.#name(key));
  }

  /** Of everything that is kept. */
  keys(): string[] {
    const prefix = this.#name("");
    const stored = Object.keys(this.#storage ?? {}).filter((name) => name.startsWith(prefix));
    return [...this.#held.keys(), ...stored.map((name) => name.slice(prefix.length))];
  }

  #name(key: string): string {
    return `edcamp/${this.#camp}/draft/${key}`;
  }
}

/** The draft that shows a topic as it is. */
export function draftOf(topic: TopicDocument): Draft {
  return draftFrom({ ...topic, do: "propose-topic", topic: topic.id });
}

/** The draft that a command was made of. */
export function draftFrom(command: ProposeTopic | EditTopic): Draft {
  const { title = "", description = "", tags = [], needs = [] } = command;
  const { kind, card = false, anonymous = null } = command.do === "propose-topic" ? command : BLANK;
  return { kind, title, description, tags, needs, card, anonymous };
}

/** The key of changes to a topic; a new topic's draft has the key `new`, or the topic's id once it was refused. */
export function editing(topic: string): string {
  return `edit-${topic}`;
}

export function proposal(topic: string, draft: Draft): ProposeTopic {
  const { kind, card, anonymous = null } = draft; // one that an older version kept says nothing of it
  return { do: "propose-topic", topic, kind, ...cleaned(draft), card, ...(anonymous && { anonymous }) };
}

export function edit(topic: string, draft: Draft): EditTopic {
  return { do: "edit-topic", topic, ...cleaned(draft) };
}

function cleaned({ title, description, tags, needs }: Draft): Omit<Draft, "kind" | "card" | "anonymous"> {
  return { title: oneLine(title), description: description.trim(), tags: labels(tags), needs: labels(needs) };
}
