/** What somebody who voted for a topic hopes for from it: one sentence, read by its hosts without a name. */
import type { TargetedKeyboardEvent, VNode } from "preact";
import { useRef, useState } from "preact/hooks";
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import { limits } from "../wire.ts";
import type { Phone, Refusals } from "./phone.ts";
import { Refusal } from "./refusal.tsx";
import { oneLine } from "./wording.ts";

export interface HopeProps {
  phone: Phone;
  view: View;
  refusals: Refusals;
  topic: string;
}

export function HopePart({ phone, view, refusals, topic }: HopeProps): VNode {
  const said = view.hope.get(topic);
  const [text, setText] = useState<string>();
  const field = useRef<HTMLTextAreaElement>(null);
  const shown = text ?? said?.text ?? "";
  const say = (words: string): void => {
    setText(undefined);
    phone.ask({ do: "set-hope", topic, text: words });
  };
  const send = (event: Event): void => {
    event.preventDefault();
    say(oneLine(shown));
  };
  // It may be long, and is one sentence: it is read as a whole, and has no lines.
  const sendByEnter = (event: TargetedKeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    event.currentTarget.form!.requestSubmit();
  };
  const takeBack = (): void => {
    say("");
    field.current?.focus();
  };
  return (
    <form class="topic__part" onSubmit={send}>
      <label for="hope">
        <b>{t("What do you hope for?")}</b>
      </label>
      <p class="field__hint" id="hope-hint">
        {t("One sentence helps whoever starts it. They and the organizers read it without your name.")}
      </p>
      <textarea
        id="hope"
        ref={field}
        name="text"
        autocomplete="off"
        maxLength={limits.HOPE_MAX}
        aria-describedby="hope-hint"
        value={shown}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={sendByEnter}
      />
      <div class="buttons">
        <button class="button button--quiet">{said ? t("Change it") : t("Send it")}</button>
        {said && (
          <button type="button" class="button button--quiet" onClick={takeBack}>
            {t("Take it back")}
          </button>
        )}
      </div>
      <p class="votes__said" role="status">
        {said && text === undefined && (said.hidden ? t("The organizers keep this to themselves.") : t("It is there for whoever hosts this."))}
      </p>
      <Refusal refused={refusals.get(`set-hope ${topic}`)} />
    </form>
  );
}
