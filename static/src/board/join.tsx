/** How to join: the QR code, the address and the code. */
import { t } from "../i18n.ts";
import type { Boot } from "../session.ts";
import { spelled } from "./mode.ts";

export function Qr({ boot }: { boot: Boot }) {
  return <img class="qr" src={`${boot.base}/qr.svg`} alt={t("QR code for {address}", { address: boot.join_url })} />;
}

/** The address in the form people type it, broken where it reads best. */
export function Address({ boot }: { boot: Boot }) {
  const { host, path } = spelled(boot.join_url);
  return (
    <p class="address">
      {host}
      <wbr />
      {path}
    </p>
  );
}

export function JoinCode({ boot }: { boot: Boot }) {
  return (
    <p class="code">
      {t("Code")} <b>{boot.camp}</b>
    </p>
  );
}

/** Small, beside everything else, as long as the camp is open. */
export function Corner({ boot }: { boot: Boot }) {
  return (
    <aside class="corner" aria-label={t("Join")}>
      <div class="corner__words">
        <p class="corner__title">{t("Join in")}</p>
        <Address boot={boot} />
      </div>
      <Qr boot={boot} />
    </aside>
  );
}
