// The addresses that organizers hand out: joining, with its QR code, and the board.
import { useState } from "preact/hooks";
import { t } from "../i18n.ts";
import { useSession } from "./asking.ts";
import { useKeys } from "./keys.tsx";

export function Links() {
  const { boot } = useSession();
  const [open, setOpen] = useState(false);
  const [copied, setCopied] = useState("");
  useKeys((event) => {
    if (event.key === "Escape") setOpen(false);
  });
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(boot.join_url);
      setCopied(t("Copied."));
    } catch {
      setCopied(t("This browser does not let pages copy: select the address and copy it by hand."));
    }
  };
  return (
    <div class="links">
      <button
        type="button"
        class="button button--quiet"
        aria-expanded={open}
        onClick={() => {
          setCopied("");
          setOpen(!open);
        }}
      >
        {t("Links")}
      </button>
      {open ? (
        <div class="links__sheet">
          <img class="links__qr" src={`${boot.base}/qr.svg`} alt={t("QR code of the address to join")} />
          <p class="links__label">{t("People join at")}</p>
          <p class="links__address">
            <a href={boot.join_url}>{boot.join_url}</a>
          </p>
          <div class="buttons">
            <button type="button" class="button button--quiet" onClick={() => void copy()}>
              {t("Copy the address")}
            </button>
            <a class="button button--quiet" href={`${boot.base}/board`} target="_blank" rel="noopener">
              {t("Open the board")}
            </a>
            <a class="button button--quiet" href={`${boot.base}/print/board`} target="_blank" rel="noopener">
              {t("Print the board")}
            </a>
            <a class="button button--quiet" href={`${boot.base}/print/signs`} target="_blank" rel="noopener">
              {t("Print door signs")}
            </a>
            <a class="button button--quiet" href={`${boot.base}/desk/minutes.csv`} download>
              {t("Minutes for certificates")}
            </a>
            <a class="button button--quiet" href={`${boot.base}/`} target="_blank" rel="noopener">
              {t("Open the phone page")}
            </a>
            <a class="button button--quiet" href={`${boot.base}/lapse`} target="_blank" rel="noopener">
              {t("See the day in fast motion")}
            </a>
          </div>
          <p role="status">{copied}</p>
        </div>
      ) : null}
    </div>
  );
}
