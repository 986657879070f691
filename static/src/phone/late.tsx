/** A page that comes after everything that is needed at once: the app is live sooner without it. */
import type { FunctionComponent, VNode } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { View } from "../core.ts";
import { t } from "../i18n.ts";
import { reloadOnce } from "../session.ts";

export interface Late<Props> {
  /** Rejects when it cannot be fetched; asked again, it is fetched again. */
  fetch(): Promise<void>;
  Page(props: { title: string; page: Props & { view: View } }): VNode;
}

export function late<Props extends object>(load: () => Promise<FunctionComponent<Props>>): Late<Props> {
  let here: FunctionComponent<Props> | undefined;
  const fetch = async (): Promise<void> => {
    here = await load();
  };
  return {
    fetch,
    Page({ title, page }) {
      const [failed, setFailed] = useState(false);
      const [, setArrived] = useState(!!here);
      const { link } = page.view;
      useEffect(() => {
        if (!here)
          void fetch().then(
            () => setArrived(true),
            () => {
              setFailed(true);
              // Online and not to be had: the server has another version by now. What was written is kept.
              if (link === "live") reloadOnce();
            },
          );
      }, [link]);
      const Here = here;
      const waited = useRef(!Here);
      useLayoutEffect(() => {
        // The heading that stood in for the page had the focus, and took it along.
        if (!Here || !waited.current || document.activeElement !== document.body) return;
        document.querySelector<HTMLElement>("#app > h1")?.focus({ preventScroll: true });
      }, [Here]);
      if (Here) return <Here {...page} />;
      return (
        <>
          <h1 tabIndex={-1}>{title}</h1>
          {failed && (
            <p class="empty">{t("This page could not be loaded. It appears as soon as there is a connection.")}</p>
          )}
        </>
      );
    },
  };
}
