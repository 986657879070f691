// The organizer's desk. It needs JavaScript; the page says so where there is none.
import { render } from "preact";
import { SessionContext } from "./desk/asking.ts";
import { Bar } from "./desk/bar.tsx";
import { Desk } from "./desk/desk.tsx";
import { t } from "./i18n.ts";
import { startCamp, type Session } from "./session.ts";
import { showLink } from "./ui/link-words.ts";

const app = document.getElementById("app")!;

function draw(session: Session): void {
  showLink(session);
  render(
    <SessionContext.Provider value={session}>
      <Desk />
    </SessionContext.Provider>,
    app,
  );
  render(
    <SessionContext.Provider value={session}>
      <Bar />
    </SessionContext.Provider>,
    document.getElementById("desk-bar")!,
  );
}

render(<p class="empty">{t("Opening the desk …")}</p>, app);
void startCamp({ organizers: true }).then(draw);
