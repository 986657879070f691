/** The camp is closed: thanks, what it came to, and where it can be read again. */
import { t, tn } from "../i18n.ts";
import type { Scene } from "./board.tsx";
import { Address, Qr } from "./join.tsx";

export function Closed({ view, boot }: Scene) {
  const sessions = view.schedule?.sessions.length ?? 0;
  return (
    <section class="stage stage--closed">
      <div class="thanks">
        <h2 class="big">{t("Thank you!")}</h2>
        <p class="lead">{t("This day was what you made of it.")}</p>
        <ul class="sums">
          <li>{tn("{count} person", "{count} people", view.people)}</li>
          <li>{tn("{count} topic", "{count} topics", view.topics.size)}</li>
          {sessions > 0 && <li>{tn("{count} session", "{count} sessions", sessions)}</li>}
        </ul>
        <p class="lead">{t("Topics and schedule stay readable at")}</p>
        <Address boot={boot} />
      </div>
      <Qr boot={boot} />
    </section>
  );
}
