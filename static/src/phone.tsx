/** The phone: takes over the page that the server drew as soon as the camp's documents are here. */
import { render } from "preact";
import { t } from "./i18n.ts";
import { App } from "./phone/app.tsx";
import { fetchPage, fetchPages } from "./phone/late-pages.tsx";
import { showLink } from "./ui/link-words.ts";
import { routeOf } from "./phone/routes.ts";
import { adopt, writtenIn } from "./phone/takeover.ts";
import { forgetPeople, startCamp, type Boot } from "./session.ts";
import type { Command, Refusal } from "./wire.ts";

const SPARE = 3000; // ms after which the line has nothing more urgent to carry

async function start(): Promise<void> {
  const boot = JSON.parse(document.getElementById("boot")!.textContent!) as Boot;
  // Who has not joined sees what the server draws: the next thing to do is to join.
  if (boot.person === null && !boot.shell) return forgetPeople(boot.camp);
  const app = document.getElementById("app")!;
  const news = document.getElementById("notices")!;

  const page = routeOf(location.pathname, boot.base)?.page;
  const ready = fetchPage(page ?? "wall").then(
    () => true,
    () => false,
  );
  let tell: ((command: Command, refusal: Refusal) => void) | undefined;
  const early: [Command, Refusal][] = [];
  const session = await startCamp({
    onRefused: (command, refusal) => (tell ? tell(command, refusal) : early.push([command, refusal])),
  });
  const { store } = session;
  showLink(session);
  if (!(await ready)) return; // the server's page stays: it works by itself

  const take = (): void => {
    if (!store.view().camp) return;
    unsubscribe();
    const written = writtenIn(app);
    const served = [...app.childNodes];
    const problem = app.querySelector(".refusal[role=alert], .field__error")?.textContent ?? undefined;
    app.replaceChildren();
    news.setAttribute("aria-live", "polite");
    const onRefused = (hear: NonNullable<typeof tell>): void => {
      tell = hear;
      for (const [command, refusal] of early.splice(0)) hear(command, refusal);
    };
    const own = { served: boot.shell ? undefined : served, problem };
    render(<App session={session} onRefused={onRefused} news={news} {...own} />, app);
    void adopt(app, written);
    setTimeout(() => void fetchPages(), SPARE);
  };
  const unsubscribe = store.subscribe(take);
  take();
  if (boot.shell && !store.view().camp) {
    app.textContent = t("There is no connection. The camp opens here as soon as there is one.");
  }
}

navigator.serviceWorker?.register("/sw.js").catch(console.error); // without it the page works all the same, online
void start();
