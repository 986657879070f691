/** The phone: takes over the page that the server drew as soon as the camp's documents are here. */
import { render } from "preact";
import { App } from "./phone/app.tsx";
import { showLink } from "./phone/link-words.ts";
import { adoptFields, fieldsIn } from "./phone/takeover.ts";
import { startCamp, type Boot } from "./session.ts";
import type { Command, Refusal } from "./wire.ts";

async function start(): Promise<void> {
  const boot = JSON.parse(document.getElementById("boot")!.textContent!) as Boot;
  // Who has not joined sees what the server draws: the next thing to do is to join.
  if (boot.person === null && !boot.shell) return;
  const app = document.getElementById("app")!;
  const news = document.getElementById("notices")!;

  let tell: ((command: Command, refusal: Refusal) => void) | undefined;
  const early: [Command, Refusal][] = [];
  const session = await startCamp({
    onRefused: (command, refusal) => (tell ? tell(command, refusal) : early.push([command, refusal])),
  });
  const { store } = session;
  showLink(store);

  const take = (): void => {
    if (!store.view().camp) return;
    unsubscribe();
    const fields = fieldsIn(app);
    const served = [...app.childNodes];
    app.replaceChildren();
    news.replaceChildren();
    document.body.classList.add("live");
    const onRefused = (hear: NonNullable<typeof tell>): void => {
      tell = hear;
      for (const [command, refusal] of early.splice(0)) hear(command, refusal);
    };
    render(<App session={session} onRefused={onRefused} served={served} news={news} />, app);
    void adoptFields(app, fields);
  };
  const unsubscribe = store.subscribe(take);
  take();
}

navigator.serviceWorker?.register("/sw.js").catch(console.error); // without it the page works all the same, online
void start();
