// A new secret link for organizers. The one thing at the desk that cannot be undone, so it asks first.
import { useState } from "preact/hooks";
import { t } from "../i18n.ts";
import { useAsk } from "./asking.ts";
import { Refusal } from "./refusal.tsx";

export function ResetLinks() {
  const [sure, setSure] = useState(false);
  const [said, setSaid] = useState("");
  const { ask, refusal, waiting } = useAsk();
  const reset = async (): Promise<void> => {
    const [ack] = await ask({ do: "reset-links" });
    setSure(false);
    if (ack?.ok) setSaid(t("Done: the old link works no more. “edcamp links” on the server prints the new one."));
  };
  return (
    <section class="settings__links" aria-labelledby="reset-title">
      <h2 class="pane__title" id="reset-title">
        {t("Secret link")}
      </h2>
      <p>
        {t("Whoever opens the organizers’ link becomes an organizer.")}{" "}
        {t("If it got into the wrong hands, make a new one.")}{" "}
        {t("The old one stops working. Who is an organizer already stays one; phones and the board notice nothing.")}
      </p>
      {sure ? (
        <div class="settings__sure">
          <p>{t("This cannot be undone. Make a new link?")}</p>
          <div class="buttons">
            <button type="button" class="button button--danger" disabled={waiting} onClick={() => void reset()}>
              {t("Make a new link")}
            </button>
            <button type="button" class="button button--quiet" onClick={() => setSure(false)}>
              {t("Keep the old one")}
            </button>
          </div>
        </div>
      ) : (
        <button type="button" class="button button--quiet" onClick={() => setSure(true)}>
          {t("Make a new secret link …")}
        </button>
      )}
      <p role="status">{said}</p>
      <Refusal words={refusal} />
    </section>
  );
}
