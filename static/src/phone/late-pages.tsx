/** The pages that come late: the wall, on which everybody begins, is live sooner without them. */
import type { VNode } from "preact";
import { t } from "../i18n.ts";
import type { DayPageProps } from "./day-page.tsx";
import type { FormPageProps } from "./form-page.tsx";
import type { KitPageProps } from "./kit-page.tsx";
import { late, type Late } from "./late.tsx";
import type { NowPageProps } from "./now-page.tsx";
import type { OneCardProps } from "./one-card.tsx";
import type { Route } from "./routes.ts";
import type { SchedulePageProps } from "./schedule-page.tsx";
import type { SmackdownPageProps } from "./smackdown-page.tsx";

const form = late(async () => (await import("./pages.tsx")).FormPage);
const day = late(async () => (await import("./pages.tsx")).DayPage);
const kit = late(async () => (await import("./pages.tsx")).KitPage);
const now = late(async () => (await import("./pages.tsx")).NowPage);
const schedule = late(async () => (await import("./pages.tsx")).SchedulePage);
const smackdown = late(async () => (await import("./pages.tsx")).SmackdownPage);

const vote = late(async () => (await import("./pages.tsx")).OneCard);

const PAGES: Partial<Record<Route["page"], Pick<Late<never>, "fetch">>> = {
  propose: form,
  edit: form,
  vote,
  day,
  kit,
  now,
  schedule,
  smackdown,
};

/** Fetches what the page needs beyond what is here; rejects when it cannot be had. */
export async function fetchPage(page: Route["page"]): Promise<void> {
  await PAGES[page]?.fetch();
}

/** The same for all of them, while the line is free; what fails is fetched when it is wanted. */
export async function fetchPages(): Promise<void> {
  await Promise.allSettled(Object.values(PAGES).map((each) => each.fetch()));
}

export function LateForm(props: FormPageProps): VNode {
  const title = props.topic === undefined ? t("Propose a topic") : t("Change your topic");
  return <form.Page title={title} page={props} />;
}

export function LateVote(props: OneCardProps): VNode {
  return <vote.Page title={t("One by one")} page={props} />;
}

export function LateDay(props: DayPageProps): VNode {
  return <day.Page title={t("My day")} page={props} />;
}

export function LateKit(props: KitPageProps): VNode {
  return <kit.Page title={t("Pocket kit")} page={props} />;
}

export function LateNow(props: NowPageProps): VNode {
  return <now.Page title={t("Right now")} page={props} />;
}

export function LateSchedule(props: SchedulePageProps): VNode {
  return <schedule.Page title={t("Schedule")} page={props} />;
}

export function LateSmackdown(props: SmackdownPageProps): VNode {
  return <smackdown.Page title={t("Smackdown")} page={props} />;
}
