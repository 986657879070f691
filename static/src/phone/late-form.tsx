/** The form for topics comes after everything that is needed at once: a page is live sooner without it. */
import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n.ts";
import type { FormPage, FormPageProps } from "./form-page.tsx";

let here: typeof FormPage | undefined;

/** Rejects when it cannot be fetched; asked again, it is fetched again. */
export async function fetchForm(): Promise<void> {
  here = (await import("./form-page.tsx")).FormPage;
}

export function LateForm(props: FormPageProps): VNode {
  const [failed, setFailed] = useState(false);
  const [, setArrived] = useState(!!here);
  const { link } = props.view;
  useEffect(() => {
    if (!here)
      void fetchForm().then(
        () => setArrived(true),
        () => setFailed(true),
      );
  }, [link]);
  const Form = here;
  if (Form) return <Form {...props} />;
  return (
    <>
      <h1 tabIndex={-1}>{props.topic === undefined ? t("Propose a topic") : t("Change your topic")}</h1>
      {failed && (
        <p class="empty">{t("This page could not be loaded. It appears as soon as there is a connection.")}</p>
      )}
    </>
  );
}
