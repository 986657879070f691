/** The day again, on a page of its own: for whoever wants to look closer, by mouse, by touch or by keyboard. */
import { useView } from "../ui/use-view.ts";
import { t } from "../i18n.ts";
import type { Session } from "../session.ts";
import { LapsePlayer } from "./lapse-player.tsx";

export function LapsePage({ session }: { session: Session }) {
  const { camp } = useView(session.store);
  const { base } = session.boot;
  return (
    <div class="lapse-page">
      <header class="lapse-page__head">
        <h1>{t("The day in fast motion")}</h1>
        <p>{camp?.name}</p>
        <p>
          <a href={`${base}/lapse?table`}>{t("The same as a table")}</a>
        </p>
      </header>
      <LapsePlayer base={base} byHand />
    </div>
  );
}
