/** What every part of the phone app is given: one object for as long as the page lives, so cards may compare it. */
import type { Session } from "../session.ts";
import type { Command } from "../wire.ts";
import { draftFrom, editing, type Drafts } from "./drafts.ts";

/** Why something was refused, in the camp's words. */
export interface Refused {
  message: string;
  /** A text that did not get through, which its draft keeps: where to go on writing it, unless that is where it is. */
  text?: { title: string; path: string } | undefined;
}

/** By what was tried: see `subjectOf`. */
export type Refusals = ReadonlyMap<string, Refused>;

export interface Phone extends Pick<Session, "boot" | "now"> {
  /** A refusal is shown where the command was given, until something else is asked there. */
  ask(command: Command): void;
  /** Takes a refusal off the screen. */
  dismiss(subject: string): void;
  /** Goes back to writing a text that was refused. */
  resume(subject: string, refused: Refused): void;
  /** The draft that a new topic is written on, when it is not the usual one. */
  resuming: string | undefined;
  /** The topic that was proposed last. */
  proposed: string | undefined;
  go(path: string): void;
  drafts: Drafts;
}

/** Where it is said that a session cannot be asked for at another time. */
export function requestSubject({ topic, slot }: { topic: string; slot: string }): string {
  return `${topic}.${slot}`;
}

/** What a command is about: one refusal at a time is shown about each. Texts are about their draft. */
export function subjectOf(command: Command): string {
  switch (command.do) {
    case "edit-topic":
      return editing(command.topic);
    case "choose-session":
    case "be-at":
    case "answer-assignment":
    case "need-hand":
      return command.slot;
    case "request-time":
      return requestSubject(command);
    case "propose-topic":
    case "set-vote":
    case "claim-topic":
    case "decline-topic":
    case "set-repeat":
    case "offer-to-host":
    case "answer-offer":
    case "withdraw-topic":
      return command.topic;
    case "set-hope":
    case "set-notes":
      return `${command.do} ${command.topic}`;
    default:
      return command.do;
  }
}

/** A text that was refused; puts it where it is kept. */
export function keptText(command: Command, base: string, drafts: Drafts): Refused["text"] {
  if (command.do !== "propose-topic" && command.do !== "edit-topic") return undefined;
  drafts.put(subjectOf(command), draftFrom(command));
  const path = command.do === "propose-topic" ? `${base}/propose` : `${base}/topics/${command.topic}/edit`;
  return { title: command.title ?? "", path };
}
