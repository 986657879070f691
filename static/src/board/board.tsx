/** The frame of every board: camp, clock, what is wrong with the link, announcements; in it, what the mode asks for. */
import { Component, type ComponentChild, type ComponentChildren, type FunctionComponent } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import type { Boot, Session } from "../session.ts";
import { clock } from "../time.ts";
import { useNow } from "../ui/use-now.ts";
import type { CampDocument, Takeover } from "../wire.ts";
import { Announcements } from "./announcements.tsx";
import { Closed } from "./closed.tsx";
import { LostLink } from "./icons.tsx";
import { Corner } from "./join.tsx";
import { downSince, drift, modeOf, staleFrom, standing, takenOver, type Mode } from "./mode.ts";
import { NowNext, Programme } from "./programme.tsx";
import { Planning } from "./planning.tsx";
import { RoomScreen } from "./room-screen.tsx";
import { SmackdownStage } from "./smackdown-stage.tsx";
import { Taken } from "./taken.tsx";
import { Wall } from "./wall.tsx";

/** What every part of the board draws from. */
export interface Scene {
  camp: CampDocument;
  view: View;
  boot: Boot;
  /** The server's clock, in milliseconds. */
  now: number;
}

interface BoardProps {
  session: Session;
  /** Whose own screen this is; else it is everybody's. */
  room: string | undefined;
  failed: (error: unknown) => void;
}

/** Once a second, whatever arrives in it: a storm of votes costs no more than a calm. */
const REDRAW_MS = 1000;

export function Board({ session, room, failed }: BoardProps) {
  return (
    <Guard failed={failed} boot={session.boot}>
      <Frame session={session} room={room} />
    </Guard>
  );
}

function Frame({ session, room }: Pick<BoardProps, "session" | "room">) {
  const serverNow = useMemo(() => () => session.now(), [session]);
  const now = useNow(serverNow, REDRAW_MS);
  const view = session.store.view();
  const down = useRef<number | undefined>(undefined);
  down.current = downSince(down.current, view.link, Date.now());
  const stale = staleFrom(view, down.current, Date.now());
  const screen = useDrift(now);

  const { camp } = view;
  if (!camp) return <Opening boot={session.boot} lost={stale !== undefined} />;
  const scene: Scene = { camp, view, boot: session.boot, now };
  const taken = room === undefined ? takenOver(view, now) : undefined;
  const own = modeOf(camp, (view.schedule?.sessions.length ?? 0) > 0, view.smackdown);
  const mode = room === undefined ? (shownFor(taken) ?? own) : "room";
  const large = mode === "taken" && taken ? taken.announcement : null;
  const said = mode === "closed" ? [] : standing(view.announcements.values(), now).filter(({ id }) => id !== large);
  return (
    <div ref={screen} class={`screen screen--${mode}`}>
      <header class="bar">
        <h1 class="bar__title">{camp.name}</h1>
        <p id="link-status" class="bar__status" role="status" data-state={stale === undefined ? "live" : "offline"}>
          {stale !== undefined && (
            <>
              <LostLink />
              <span>{t("Data from {time} – reconnecting", { time: clock(stale, camp.time_zone) })}</span>
            </>
          )}
        </p>
        <p class="bar__clock">
          <time>{clock(now, camp.time_zone)}</time>
        </p>
      </header>
      {mode === "schedule" && <NowNext {...scene} />}
      {(mode === "schedule" || mode === "planning" || mode === "smackdown") && <Corner boot={session.boot} />}
      <Stage mode={mode} scene={scene} room={room} taken={taken} />
      {said.length > 0 && <Announcements said={said} now={now} zone={camp.time_zone} />}
    </div>
  );
}

interface StageProps {
  mode: Mode | "room" | "taken";
  scene: Scene;
  room: string | undefined;
  taken: Takeover | undefined;
}

/** The schedule and the wall are what they always are; the rest is drawn for the occasion. */
function shownFor(taken: Takeover | undefined): Mode | "taken" | undefined {
  if (!taken) return undefined;
  if (taken.mode === "schedule" || taken.mode === "smackdown" || taken.mode === "lapse" || (taken.mode === "wall" && taken.topic === null)) return taken.mode;
  return "taken";
}

function Stage({ mode, scene, room, taken }: StageProps) {
  switch (mode) {
    case "room":
      return <RoomScreen {...scene} room={room!} />;
    case "taken":
      return <Taken {...scene} taken={taken!} />;
    case "wall":
      return <Wall {...scene} />;
    case "planning":
      return <Planning {...scene} />;
    case "schedule":
      return <Programme {...scene} />;
    case "lapse":
      return <LateLapse base={scene.boot.base} />;
    case "smackdown":
      return <SmackdownStage {...scene} />;
    case "closed":
      return <Closed {...scene} />;
  }
}

/** What plays the day again comes when it is wanted: most boards never do. */
function LateLapse({ base }: { base: string }) {
  const [late, setLate] = useState<{ Player: FunctionComponent<{ base: string; byHand: boolean }> }>();
  useEffect(() => {
    void import("./lapse-player.tsx").then(
      ({ LapsePlayer: Player }) => setLate({ Player }),
      (error: unknown) => console.warn("The day cannot be played yet", error),
    );
  }, []);
  return (
    <section class="stage">
      {late ? <late.Player base={base} byHand={false} /> : <p class="lead">{t("Putting the day together …")}</p>}
    </section>
  );
}

/** No documents yet: how to join is known all the same. */
function Opening({ boot, lost }: { boot: Boot; lost: boolean }) {
  return (
    <div class="screen screen--opening">
      <section class="stage stage--calm">
        <h1 class="big">{lost ? t("Trying to reach the camp …") : t("Opening the board …")}</h1>
        <Corner boot={boot} />
      </section>
    </div>
  );
}

/** Moves the whole picture by a little, now and then. */
function useDrift(now: number) {
  const screen = useRef<HTMLDivElement>(null);
  const [x, y] = drift(now);
  useEffect(() => {
    screen.current?.style.setProperty("--drift-x", String(x));
    screen.current?.style.setProperty("--drift-y", String(y));
  }, [x, y]);
  return screen;
}

interface GuardProps {
  boot: Boot;
  failed: (error: unknown) => void;
  children: ComponentChildren;
}

/** A board that cannot be drawn says so, and how to join, until it is started again. */
class Guard extends Component<GuardProps, { broken: boolean }> {
  override state = { broken: false };

  override componentDidCatch(error: unknown): void {
    this.props.failed(error);
    this.setState({ broken: true });
  }

  override render({ boot, children }: GuardProps): ComponentChild {
    if (!this.state.broken) return children;
    return (
      <div class="screen screen--opening">
        <section class="stage stage--calm">
          <h1 class="big">{t("The board is starting again")}</h1>
          <p class="lead">{t("Nothing is lost: everything is on your phone too.")}</p>
          <Corner boot={boot} />
        </section>
      </div>
    );
  }
}
