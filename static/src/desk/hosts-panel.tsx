// Hosts who need looking after: who cannot come, who is late, who has not said anything although they were reminded.
import { useMemo } from "preact/hooks";
import type { View } from "../core.ts";
import { t, tn } from "../i18n.ts";
import { clock } from "../time.ts";
import { assignmentsOf, type Assignment, type Said } from "./assignments.ts";
import { Icon, type Sign } from "./icon.tsx";
import { hostName, titleOf } from "./moves.ts";

const SIGNS: Record<Said, Sign> = {
  cannot: "blocked",
  late: "late",
  silent: "question",
  open: "question",
  confirmed: "check",
};

export function SaidSign({ said }: { said: Said }) {
  return <Icon sign={SIGNS[said]} />;
}

const GROUPS: readonly Said[] = ["cannot", "late", "silent"];

export function HostsPanel({ view, now }: { view: View; now: number }) {
  const { schedule, topics, slots, answers } = view;
  const all = useMemo(() => assignmentsOf(view), [schedule, topics, slots, answers]);
  const ahead = all.filter(({ end }) => end > now);
  if (ahead.length === 0) return null;
  const of = (said: Said): Assignment[] => ahead.filter((each) => each.said === said);
  const wanting = GROUPS.reduce((count, said) => count + of(said).length, 0);
  const open = of("open").length;
  const coming = of("confirmed").length;
  return (
    <section class="panel hosts" aria-label={t("Hosts")}>
      <h2 class="panel__title">
        {t("Hosts")} {wanting > 0 ? <span class="count">{wanting}</span> : null}
      </h2>
      {GROUPS.map((said) => (
        <Group key={said} view={view} said={said} assignments={of(said)} />
      ))}
      <p class="panel__text">
        {coming > 0 ? tn("{count} will be there.", "{count} will be there.", coming) : null}{" "}
        {open > 0
          ? tn(
              "{count} has not answered yet, and is reminded before the session begins.",
              "{count} have not answered yet, and are reminded before their session begins.",
              open,
            )
          : null}
      </p>
    </section>
  );
}

function Group({ view, said, assignments }: { view: View; said: Said; assignments: readonly Assignment[] }) {
  if (assignments.length === 0) return null;
  return (
    <>
      <h3 class={`hosts__said said said--${said}`}>
        <SaidSign said={said} />
        {said === "cannot" ? t("Cannot come") : said === "late" ? t("Late") : t("Reminded, and no answer")}
      </h3>
      <ul class="hosts__list">
        {assignments.map((assignment) => (
          <HostRow
            key={`${assignment.person} ${assignment.cell.slot} ${assignment.cell.room}`}
            view={view}
            assignment={assignment}
          />
        ))}
      </ul>
    </>
  );
}

function HostRow({ view, assignment: { topic, cell, person, start } }: { view: View; assignment: Assignment }) {
  const room = view.rooms.get(cell.room)?.name ?? "";
  return (
    <li class="hosts__row">
      <b>{hostName(view, person)}</b>{" "}
      <span>
        {t("“{title}”, {room}, {time}", {
          title: titleOf(view, topic),
          room,
          time: clock(start, view.camp?.time_zone ?? "UTC"),
        })}
      </span>
    </li>
  );
}
