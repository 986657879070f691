/** Whether this phone tells its owner what changes while nobody looks at the page: asked, kept up, and taken back. */
import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n.ts";
import type { Boot } from "../session.ts";

/** `install`: it can be asked once the camp is on the home screen. `hidden`: there is nothing to say about it. */
export type Standing = "offer" | "install" | "on" | "blocked" | "hidden";

const GLANCE = 700; // ms: a press sooner was meant for what was there before

/** What was answered here: `later`, or the device that the camp knows, with the language that it is told things in. */
function remembered({ camp }: Boot): string | null {
  try {
    return localStorage.getItem(`edcamp/push/${camp}`);
  } catch {
    return "later"; // a browser that keeps nothing would be asked on every page
  }
}

function remember({ camp }: Boot, answer: string): void {
  try {
    localStorage.setItem(`edcamp/push/${camp}`, answer);
  } catch {
    // it is asked again
  }
}

/** Also sees to it that a phone that said yes is still known to the camp, by its present address. */
export async function standingOf(boot: Boot): Promise<Standing> {
  const answer = remembered(boot);
  if (boot.person === null || answer === "later" || !("serviceWorker" in navigator)) return "hidden";
  if (!("PushManager" in window)) return fromHomeScreenOnly() ? "install" : "hidden";
  if (Notification.permission === "denied") return answer ? "blocked" : "hidden";
  if (!answer) return (await keyOf(boot)) ? "offer" : "hidden";
  await subscribe(boot).catch(() => undefined); // next time
  return "on";
}

/** iPhones and iPads let installed apps alone do this. */
function fromHomeScreenOnly(): boolean {
  return "standalone" in navigator && !(navigator as { standalone?: boolean }).standalone;
}

async function keyOf({ base }: Boot): Promise<string | undefined> {
  try {
    const answer = await fetch(`${base}/push`, { headers: { accept: "application/json" } });
    return answer.ok ? ((await answer.json()) as { key: string }).key : undefined;
  } catch {
    return undefined;
  }
}

/** Rejects when the browser, its push service or the camp will not have it. */
async function subscribe(boot: Boot): Promise<void> {
  const { pushManager } = await navigator.serviceWorker.ready;
  let device = await pushManager.getSubscription();
  const known = (endpoint: string): string => `${boot.language} ${endpoint}`;
  if (device && remembered(boot) === known(device.endpoint)) return;
  const key = await keyOf(boot);
  if (!key) throw new Error("the camp cannot be reached");
  if (device && encoded(device.options.applicationServerKey) !== key) {
    await device.unsubscribe(); // it was another server's
    device = null;
  }
  device ??= await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  if (!(await post(`${boot.base}/push`, device))) throw new Error("the camp does not take it");
  remember(boot, known(device.endpoint));
  await tellWorker(boot, device.endpoint);
}

async function unsubscribe(boot: Boot): Promise<void> {
  const { pushManager } = await navigator.serviceWorker.ready;
  const device = await pushManager.getSubscription();
  // The device's own subscription stays: other camps of the same server may use it.
  if (device && !(await post(`${boot.base}/push/end`, { endpoint: device.endpoint }))) throw new Error("not taken back");
  remember(boot, "later");
  await tellWorker(boot, undefined);
}

/** Which camps know this device, and by which address: for when the browser changes it while no page is open. */
async function tellWorker({ base }: Boot, endpoint: string | undefined): Promise<void> {
  try {
    const told = await caches.open("told-by-push");
    if (endpoint === undefined) await told.delete(`${base}/push`);
    else await told.put(`${base}/push`, new Response(endpoint));
  } catch {
    // the next page that is opened says the new address
  }
}

async function post(path: string, body: unknown): Promise<boolean> {
  const headers = { "content-type": "application/json", accept: "application/json" };
  return (await fetch(path, { method: "POST", headers, body: JSON.stringify(body) })).ok;
}

function encoded(key: ArrayBuffer | null): string {
  const text = btoa(String.fromCharCode(...new Uint8Array(key ?? new ArrayBuffer(0))));
  return text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

export interface AskProps {
  boot: Boot;
  /** Over the page, after something that is worth being told; then it asks, and is gone with the answer. */
  sheet?: boolean;
  done?(): void;
}

export function Ask({ boot, sheet = false, done }: AskProps): VNode | null {
  const [standing, setStanding] = useState<Standing | undefined>();
  const [failed, setFailed] = useState(false);
  const [busy, setBusy] = useState(false);
  const since = useRef(Infinity);
  useEffect(() => {
    void standingOf(boot).then((found) => {
      since.current = performance.now();
      setStanding(found);
      if (sheet && found !== "offer" && found !== "install") done?.();
    });
  }, [boot]);

  const glanced = (): boolean => performance.now() - since.current >= GLANCE;
  const settle = (now: Standing): void => {
    setStanding(now);
    if (sheet && now !== "blocked") done?.();
  };
  const yes = async (): Promise<void> => {
    if (!glanced()) return;
    setBusy(true);
    setFailed(false);
    try {
      // First of all: browsers ask only while they still know that somebody pressed.
      const allowed = await Notification.requestPermission();
      if (allowed === "granted") {
        await subscribe(boot);
        settle("on");
      } else if (allowed === "denied") setStanding("blocked");
    } catch {
      setFailed(true);
    }
    setBusy(false);
  };
  const later = (): void => {
    if (!glanced()) return;
    remember(boot, "later");
    settle("hidden");
  };
  const stop = async (): Promise<void> => {
    setBusy(true);
    await unsubscribe(boot).then(
      () => setStanding("hidden"),
      () => setFailed(true),
    );
    setBusy(false);
  };

  if (!standing || standing === "hidden" || (sheet && standing === "on")) return null;
  return (
    <section class={sheet ? "sheet ask" : "panel ask"} aria-label={t("Being told")}>
      {standing === "offer" && (
        <>
          <p class="ask__question">{t("Shall this phone tell you when something changes?")}</p>
          <p class="small">
            {t(
              "While it is locked, too: when a session of yours moves, or begins soon, and five minutes before one that you host ends. Nothing else, and you can stop it.",
            )}
          </p>
          <div class="buttons">
            <button type="button" class="button" disabled={busy} onClick={() => void yes()}>
              {t("Yes, tell me")}
            </button>
            <button type="button" class="button button--quiet" onClick={later}>
              {t("Not now")}
            </button>
          </div>
        </>
      )}
      {standing === "install" && (
        <>
          <p class="ask__question">{t("Would you like to be told when something changes?")}</p>
          <p class="small">
            {t(
              "An iPhone or iPad does that for apps on the home screen: tap Share, then “Add to Home Screen”, and open the camp from there.",
            )}
          </p>
          <div class="buttons">
            <button type="button" class="button button--quiet" onClick={later}>
              {t("Not now")}
            </button>
          </div>
        </>
      )}
      {standing === "on" && (
        <>
          <p>{t("This phone tells you when something changes.")}</p>
          <div class="buttons">
            <button type="button" class="button button--quiet" disabled={busy} onClick={() => void stop()}>
              {t("Do not tell me any more")}
            </button>
          </div>
        </>
      )}
      {standing === "blocked" && (
        <>
          <p>
            {t("Your browser does not let this site tell you anything. Its settings can allow it; the page shows everything.")}
          </p>
          {sheet && (
            <div class="buttons">
              <button type="button" class="button button--quiet" onClick={done}>
                {t("Got it")}
              </button>
            </div>
          )}
        </>
      )}
      {failed && (
        <p class="refusal" role="alert">
          {t("That did not work just now. The page shows everything all the same; you can try again.")}
        </p>
      )}
    </section>
  );
}
