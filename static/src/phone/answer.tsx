/** What a host says of one session, and what others are told of it. */
import type { VNode } from "preact";
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import type { AnswerAssignment, SessionDocument } from "../wire.ts";
import type { Phone, Refused } from "./phone.ts";
import { Refusal } from "./refusal.tsx";

type Said = AnswerAssignment["answer"];

const ANSWERS: readonly Said[] = ["confirmed", "late", "cannot"];

interface AnswerProps {
  phone: Phone;
  view: View;
  session: SessionDocument;
  refused?: Refused | undefined;
}

/** Three buttons for its host, while the session is not over; nothing for others. */
export function Answer({ phone, view, session, refused }: AnswerProps): VNode | null {
  const { slot, room, topic } = session;
  const stop = view.day[slot];
  const over = (view.slots.get(slot)?.end ?? 0) <= phone.now();
  if (stop?.topic !== topic || stop.why !== "host" || over || view.camp?.phases.includes("closed")) return null;
  return (
    <div class="answer" role="group" aria-label={t("Will you be there?")}>
      <p class="answer__question" aria-hidden="true">
        {t("Will you be there?")}
      </p>
      <div class="answer__buttons">
        {ANSWERS.map((answer) => (
          <button
            key={answer}
            type="button"
            class="button button--quiet toggle"
            aria-pressed={stop.answer === answer}
            onClick={() => phone.ask({ do: "answer-assignment", topic, slot, room, answer })}
          >
            {answer === "confirmed"
              ? t("I’ll be there")
              : answer === "late"
                ? t("Running late")
                : t("I can’t make it")}
          </button>
        ))}
      </div>
      <p class="answer__said">{said(stop.answer)}</p>
      <Refusal refused={refused} />
    </div>
  );
}

function said(answer: Said | null | undefined): string {
  switch (answer) {
    case "confirmed":
      return t("The organizers know that you will be there.");
    case "late":
      return t("The organizers know, and people on their way are told that you begin a little late.");
    case "cannot":
      return t("Thank you for saying so. The organizers know and look for a way.");
    default:
      return "";
  }
}

/** For people on their way. */
export function Late({ phone, view, session }: Omit<AnswerProps, "refused">): VNode | null {
  const { topic, slot, room } = session;
  const late = view.late.get(topic)?.cells.some((cell) => cell.slot === slot && cell.room === room);
  if (!late || (view.slots.get(slot)?.end ?? 0) <= phone.now()) return null;
  return <p class="late">{t("It begins a little late: whoever hosts it is on the way.")}</p>;
}
