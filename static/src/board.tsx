/** The projected page: it shows by itself what the moment needs, for as long as the day lasts. */
import { render } from "preact";
import { Board } from "./board/board.tsx";
import { forceScheme } from "./board/scheme.ts";
import { keepGoing, stayAwake } from "./board/watch.ts";
import { startCamp } from "./session.ts";

const watch = keepGoing();
forceScheme(new URLSearchParams(location.search).get("scheme"));
stayAwake();
startCamp({ readOnly: true }).then((session) => {
  const app = document.getElementById("app")!;
  app.textContent = ""; // what the server drew
  if (location.pathname.endsWith("/lapse")) {
    void import("./board/lapse-page.tsx").then(
      ({ LapsePage }) => render(<LapsePage session={session} />, app),
      watch.failed,
    );
    return;
  }
  document.body.classList.add("board--live");
  const room = /\/rooms\/([^/]+)$/.exec(location.pathname)?.[1];
  render(<Board session={session} room={room} failed={watch.failed} />, app);
}, watch.failed);
