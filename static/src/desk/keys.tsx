// The keys of the desk: what they do, written down, and those that work everywhere on the page.
import { useEffect } from "preact/hooks";
import { t } from "../i18n.ts";

/** True while the key belongs to a field that is being written in. */
export function inField(event: KeyboardEvent): boolean {
  const { target } = event;
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** Listens to keys on the whole page. */
export function useKeys(onKey: (event: KeyboardEvent) => void): void {
  useEffect(() => {
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });
}

export function KeysHelp({ onClose }: { onClose: () => void }) {
  const keys: [string, string][] = [
    ["← ↑ ↓ →", t("go from cell to cell")],
    [t("Enter"), t("choose a session; then choose where it goes")],
    [t("Esc"), t("choose nothing")],
    ["P", t("pin the session, so that plans leave it where it is, or unpin it")],
    ["R", t("place a repeat of the session, if its host agreed to one")],
    [t("Delete"), t("take the session out of the draft")],
    ["Ctrl Z", t("undo")],
    ["Ctrl Shift Z", t("redo")],
    ["?", t("show or hide this list")],
  ];
  return (
    <section class="keys" aria-label={t("Keys")}>
      <dl class="keys__list">
        {keys.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <button type="button" class="button button--quiet" onClick={onClose}>
        {t("Close")}
      </button>
    </section>
  );
}
