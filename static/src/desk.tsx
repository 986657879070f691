// The organizer's desk. It needs JavaScript; the page says so where there is none.
import { render } from "preact";
import { SessionContext } from "./desk/asking.ts";
import { Bar } from "./desk/bar.tsx";
import { Desk } from "./desk/desk.tsx";
import { startCamp, type Session } from "./session.ts";

function draw(session: Session): void {
  const app = document.getElementById("app")!;
  app.replaceChildren(); // what the server drew says to wait
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

void startCamp({ organizers: true }).then(draw);
