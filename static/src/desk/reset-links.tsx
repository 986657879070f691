// New secret links. The one thing at the desk that cannot be undone, so it asks first.
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
    if (ack?.ok) setSaid(t("Done: the old links have stopped working."));
  };
  return (
    <section class="settings__links" aria-labelledby="reset-title">
      <h2 class="pane__title" id="reset-title">
        {t("Secret links")}
      </h2>
      <p>
        {t(
          "If the organizers’ link or the board’s link got into the wrong hands, make new ones. The old links stop working for anybody who opens them from then on. People’s phones and the address to join stay as they are.",
        )}
      </p>
      {sure ? (
        <div class="settings__sure">
          <p>{t("This cannot be undone. Make new links?")}</p>
          <div class="buttons">
            <button type="button" class="button button--danger" disabled={waiting} onClick={() => void reset()}>
              {t("Make new links")}
            </button>
            <button type="button" class="button button--quiet" onClick={() => setSure(false)}>
              {t("Keep the old ones")}
            </button>
          </div>
        </div>
      ) : (
        <button type="button" class="button button--quiet" onClick={() => setSure(true)}>
          {t("Make new secret links …")}
        </button>
      )}
      <p role="status">{said}</p>
      <Refusal words={refusal} />
    </section>
  );
}
