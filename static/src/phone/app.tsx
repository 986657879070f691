/** The phone app: which page shows, what was refused, and the news over it. */
import { render, type VNode } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import type { Session } from "../session.ts";
import { useNow } from "../ui/use-now.ts";
import { useView } from "../ui/use-view.ts";
import type { Command, Refusal as Refusing } from "../wire.ts";
import { Announcements } from "./announcements.tsx";
import { Drafts } from "./drafts.ts";
import { LateDay, LateForm, LateKit, LateNow, LateSchedule, LateSmackdown, LateVote } from "./late-pages.tsx";
import { current } from "./news.ts";
import type { NewsSheet } from "./news-sheet.tsx";
import { keptText, subjectOf, type Phone, type Refusals, type Refused } from "./phone.ts";
import { returnTo, watchPlaces, type Place } from "./places.ts";
import { Refusal } from "./refusal.tsx";
import type { Route } from "./routes.ts";
import { ServerPage } from "./server-page.tsx";
import { TopicPage } from "./topic-page.tsx";
import { Wall } from "./wall.tsx";

interface AppProps {
  session: Session;
  /** Calls back with refusals that nobody awaits: of commands from before this page. */
  onRefused(tell: (command: Command, refusal: Refusing) => void): void;
  /** What the server drew, for a page that stays its own. */
  served: Node[] | undefined;
  /** Why the server did not do what was asked of it before the app was there. */
  problem: string | undefined;
  /** Where news go. */
  news: Element;
}

export function App({ session, onRefused, served, problem, news }: AppProps): VNode {
  const { boot, store } = session;
  const view = useView(store);
  const [refusals, setRefusals] = useState<Refusals>(new Map());
  const [places] = useState(() => watchPlaces(boot.base, (next) => setPlace(next)));
  const [place, setPlace] = useState(places.first);
  const [phone] = useState(() => phoneOf(session, places.go, setRefusals, onRefused));
  const { route, visit } = place;
  const walled = useRef(false);
  walled.current ||= route.page === "wall";

  const now = useNow(session.now, 30_000);
  const announced = useMemo(() => current(view.announcements, now), [view.announcements, now]);
  // Those that were there when the page came are at its top already.
  const [read, setRead] = useState<readonly string[]>(() => announced.map(({ id }) => id));

  // A line above a page does not come or go while somebody reads it.
  const held = useMemo(() => !!view.smackdown, [visit]);

  useArrival(place, boot.base, `${titleOf(route, view)} – ${view.camp!.name}`);
  const Sheet = useSheet(view.link);
  const drawn = useRef(false);
  useLayoutEffect(() => {
    if (!Sheet) return; // the server's notices stay until then: they work by themselves
    if (!drawn.current) news.replaceChildren();
    drawn.current = true;
    render(
      <Sheet
        phone={phone}
        view={view}
        refusals={refusals}
        announcements={announced.filter(({ id }) => !read.includes(id))}
        read={(ids) => setRead([...read, ...ids])}
        onStage={route.page === "smackdown"}
      />,
      news,
    );
  });

  const shared = { phone, view, refusals };
  return (
    <>
      {visit === 0 && problem && <Refusal refused={{ message: problem }} />}
      {view.refusal && <Unwanted message={view.refusal.message} />}
      <Announcements shown={announced.filter(({ id }) => read.includes(id))} zone={view.camp!.time_zone} />
      {held && route.page !== "smackdown" && (
        <p class="announcement">
          {view.smackdown ? (
            <a href={`${boot.base}/smackdown`}>{t("Smackdown: show something you like, for two minutes")}</a>
          ) : (
            t("The smackdown is over.")
          )}
        </p>
      )}
      {walled.current && <Wall {...shared} hidden={route.page !== "wall"} />}
      {route.page === "propose" && <LateForm key={visit} {...shared} />}
      {route.page === "edit" && <LateForm key={visit} {...shared} topic={route.topic} />}
      {route.page === "topic" && <TopicPage key={route.topic} {...shared} topic={route.topic} />}
      {route.page === "kit" && <LateKit key={route.topic} {...shared} topic={route.topic} />}
      {route.page === "vote" && <LateVote key={visit} {...shared} />}
      {route.page === "now" && <LateNow {...shared} />}
      {route.page === "day" && <LateDay {...shared} />}
      {route.page === "schedule" && <LateSchedule {...shared} />}
      {route.page === "smackdown" && <LateSmackdown {...shared} />}
      {(route.page === "me" || route.page === "calendar") && (
        <ServerPage
          key={route.page}
          path={`${boot.base}/${route.page}`}
          title={route.page === "me" ? view.me?.name || t("Me") : t("Your calendar")}
          offline={
            route.page === "me"
              ? t("Changing your name or language needs a connection. Everything else works without one.")
              : t("Following your day in a calendar needs a connection, once.")
          }
          view={view}
          served={visit === 0 ? served : undefined}
        />
      )}
    </>
  );
}

/** News come after everything that is needed at once, and before anything else: a page is live sooner without them. */
function useSheet(link: View["link"]): typeof NewsSheet | undefined {
  const [sheet, setSheet] = useState<{ Sheet: typeof NewsSheet }>();
  useEffect(() => {
    if (sheet) return;
    import("./news-sheet.tsx").then(
      ({ NewsSheet: Sheet }) => setSheet({ Sheet }),
      () => undefined, // offline: the next try is made when the line is back
    );
  }, [link]);
  return sheet?.Sheet;
}

/** The camp will not have this page any more: it can be read, and nothing else. */
function Unwanted({ message }: { message: string }): VNode {
  return (
    <div class="refusal" role="alert">
      <p>{message}</p>
      <button type="button" class="button button--quiet" onClick={() => location.reload()}>
        {t("Reload the page")}
      </button>
    </div>
  );
}

function phoneOf(
  session: Session,
  go: Phone["go"],
  setRefusals: (change: (before: Refusals) => Refusals) => void,
  onRefused: AppProps["onRefused"],
): Phone {
  const { boot, now } = session;
  const drafts = new Drafts(boot.camp, () => sessionStorage);
  const set = (subject: string, refused?: Refused): void =>
    setRefusals((before) => {
      if (before.get(subject) === refused) return before;
      const after = new Map(before);
      if (refused) after.set(subject, refused);
      else after.delete(subject);
      return after;
    });
  const refuse = (command: Command, { message }: Refusing): void =>
    set(subjectOf(command), { message, text: keptText(command, boot.base, drafts) });
  onRefused(refuse);
  return {
    boot,
    now,
    drafts,
    go,
    resuming: undefined,
    proposed: undefined,
    async ask(command) {
      set(subjectOf(command));
      const ack = await session.ask(command);
      if (!ack.ok) refuse(command, ack);
    },
    dismiss: (subject) => set(subject),
    resume(subject, { message, text }) {
      set(subject, { message });
      this.resuming = subject;
      go(text!.path);
    },
  };
}

/** The tab that a page belongs to, where it is not its own. */
const TABS: Partial<Record<Route["page"], string>> = {
  vote: "",
  wall: "",
  topic: "",
  edit: "",
  propose: "",
  calendar: "day",
  kit: "day",
  now: "day",
  smackdown: "day",
};

/** Once a place is drawn: its title, its tab, and the spot to look at. */
function useArrival({ route, visit, spot }: Place, base: string, title: string): void {
  useLayoutEffect(() => {
    document.title = title;
  }, [title]);
  useLayoutEffect(() => {
    const tab = TABS[route.page] ?? route.page;
    for (const each of document.querySelectorAll<HTMLAnchorElement>(".tabs a")) {
      const current = each.pathname === `${base}/${tab}`;
      if (current) each.setAttribute("aria-current", "page");
      else each.removeAttribute("aria-current");
    }
    if (spot) returnTo(spot);
    if (visit === 0) return;
    if (!spot) scrollTo(0, 0);
    const heading = document.querySelector<HTMLElement>("#app > :not([hidden]) h1, #app > h1, #app > form h1");
    (spot?.element ? document.getElementById(spot.element)?.querySelector("a") : heading)?.focus({
      preventScroll: true,
    });
  }, [visit]);
}

function titleOf(route: Route, { topics }: View): string {
  switch (route.page) {
    case "wall":
      return t("Topics");
    case "propose":
      return t("Propose a topic");
    case "vote":
      return t("One by one");
    case "edit":
      return t("Change your topic");
    case "kit":
      return `${t("Pocket kit")}: ${topics.get(route.topic)?.title ?? ""}`;
    case "topic":
      return topics.get(route.topic)?.title ?? t("This topic is no longer on the wall.");
    case "day":
      return t("My day");
    case "now":
      return t("Right now");
    case "schedule":
      return t("Schedule");
    case "smackdown":
      return t("Smackdown");
    case "calendar":
      return t("Your calendar");
    case "me":
      return t("Me");
  }
}
