// What comes between the plan and the day. Each thing shows what it would do, and to whom, before it is done.
import { useState, type Dispatch } from "preact/hooks";
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import { openRequests } from "../ui/requests.ts";
import { useNow } from "../ui/use-now.ts";
import { useSession } from "./asking.ts";
import { Made } from "./foreseen-part.tsx";
import { HandsPanel } from "./hands-panel.tsx";
import { HostAwayForm } from "./host-away-form.tsx";
import { LateForm } from "./late-form.tsx";
import { LateTopicForm } from "./late-topic-form.tsx";
import { RemovedNote, type Removed } from "./removal.tsx";
import { RequestsForm } from "./requests-form.tsx";
import { RoomLostForm } from "./room-lost-form.tsx";
import { SwapBreakForm } from "./swap-break-form.tsx";

const happenings = ["late", "swap", "room", "host", "topic", "requests"] as const;
type Happening = (typeof happenings)[number];

export function TodayPane({ view }: { view: View }) {
  const [shown, setShown] = useState<Happening>("late");
  const [made, setMade] = useState<Removed | undefined>(undefined);
  return (
    <Made.Provider value={setMade}>
      <HandsPanel view={view} />
      <div class="today">
        <Choices view={view} shown={shown} onShow={setShown} />
        <section class="today__part" aria-labelledby="today-title">
          <h2 class="pane__title" id="today-title">
            {nameOf(shown)}
          </h2>
          <RemovedNote removed={made} onGone={() => setMade(undefined)} />
          <Shown key={shown} view={view} happening={shown} />
        </section>
      </div>
    </Made.Provider>
  );
}

interface ChoicesProps {
  view: View;
  shown: Happening;
  onShow: Dispatch<Happening>;
}

function Choices({ view, shown, onShow }: ChoicesProps) {
  const session = useSession();
  const asked = openRequests(view, undefined, useNow(session.now, 20_000)).length;
  return (
    <nav class="today__choices" aria-label={t("What has happened?")}>
      <h2 class="pane__title">{t("What has happened?")}</h2>
      <ul>
        {happenings.map((each) => (
          <li key={each}>
            <button
              type="button"
              class="today__choice"
              aria-current={each === shown ? "true" : undefined}
              onClick={() => onShow(each)}
            >
              <span class="today__name">
                {nameOf(each)}
                {each === "requests" && asked > 0 ? <span class="count">{asked}</span> : null}
              </span>
              <span class="today__hint">{hintOf(each)}</span>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function nameOf(happening: Happening): string {
  switch (happening) {
    case "late":
      return t("The day runs late");
    case "swap":
      return t("Swap lunch or a break");
    case "room":
      return t("A room is lost");
    case "host":
      return t("A host cannot come");
    case "topic":
      return t("A topic came late");
    case "requests":
      return t("People ask for other times");
  }
}

function hintOf(happening: Happening): string {
  switch (happening) {
    case "late":
      return t("Ten minutes later, or earlier: everything that follows, or a session that goes on.");
    case "swap":
      return t("A break changes places with the slot before or after it.");
    case "room":
      return t("Its sessions go elsewhere, with as few moves as possible.");
    case "host":
      return t("Somebody who voted for it stands in, or it is off.");
    case "topic":
      return t("The best free places for it; published alone.");
    case "requests":
      return t("What people wish moved, and what that would cost.");
  }
}

function Shown({ view, happening }: { view: View; happening: Happening }) {
  switch (happening) {
    case "late":
      return <LateForm view={view} />;
    case "swap":
      return <SwapBreakForm view={view} />;
    case "room":
      return <RoomLostForm view={view} />;
    case "host":
      return <HostAwayForm view={view} />;
    case "topic":
      return <LateTopicForm view={view} />;
    case "requests":
      return <RequestsForm view={view} />;
  }
}
