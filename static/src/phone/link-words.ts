/** Whether what shows is live, in words, in the bar that every page has. */
import type { CampStore, View } from "../core.ts";
import { t, tn } from "../i18n.ts";

const BRIEF = 800; // ms: shorter lapses are not worth a word

export function showLink(store: CampStore): void {
  const element = document.getElementById("link-status");
  if (!element) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const show = (): void => {
    const view = store.view();
    const words = linkWords(view);
    element.dataset.state = view.link;
    if (element.textContent !== words) element.textContent = words;
  };
  show();
  store.subscribe(() => {
    clearTimeout(timer);
    timer = setTimeout(show, store.view().link === "live" ? 0 : BRIEF);
  });
}

export function linkWords({ link, pending }: Pick<View, "link" | "pending">): string {
  switch (link) {
    case "connecting":
      return t("Connecting…");
    case "live":
      return t("Live");
    case "behind":
      return t("Catching up…");
    case "offline":
      return pending > 0 ? tn("Offline, {count} waiting", "Offline, {count} waiting", pending) : t("Offline");
  }
}
