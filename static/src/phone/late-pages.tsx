/** The pages that come late, and how each is shown until it is here. */
import type { VNode } from "preact";
import { t } from "../i18n.ts";
import type { FormPageProps } from "./form-page.tsx";
import { late } from "./late.tsx";
import type { NowPageProps } from "./now-page.tsx";

/** The form for topics. */
export const form = late(async () => (await import("./form-page.tsx")).FormPage);
export const now = late(async () => (await import("./now-page.tsx")).NowPage);

export function LateForm(props: FormPageProps): VNode {
  const title = props.topic === undefined ? t("Propose a topic") : t("Change your topic");
  return <form.Page title={title} page={props} />;
}

export function LateNow(props: NowPageProps): VNode {
  return <now.Page title={t("Right now")} page={props} />;
}
