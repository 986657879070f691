/** Whether what shows is live, in words, in the bar that every page has. */
import type { View } from "../core.ts";
import { t, tn } from "../i18n.ts";
import type { Session } from "../session.ts";

const BRIEF = 800; // ms: shorter lapses are not worth a word

export function showLink(session: Session): void {
  const { store } = session;
  const element = document.getElementById("link-status");
  if (!element) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const show = (): void => {
    const view = store.view();
    const words = linkWords(view, session.durable);
    element.dataset.state = view.link;
    if (element.textContent !== words) element.textContent = words;
  };
  show();
  store.subscribe(() => {
    clearTimeout(timer);
    timer = setTimeout(show, store.view().link === "live" ? 0 : BRIEF);
  });
}

/** `durable`: what waits outlives the page. */
export function linkWords({ link, pending }: Pick<View, "link" | "pending">, durable: boolean): string {
  switch (link) {
    case "connecting":
      return t("Connecting…");
    case "live":
      return t("Live");
    case "behind":
      return t("Catching up…");
    case "offline":
      if (pending === 0) return t("Offline");
      return durable
        ? tn("Offline, {count} waiting", "Offline, {count} waiting", pending)
        : tn("Offline, {count} waiting: keep this page open", "Offline, {count} waiting: keep this page open", pending);
  }
}
