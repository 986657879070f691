/** Keeps an unattended board going: starts it again after an error, and when the server has a newer version. */

const VERSION_MS = 5 * 60_000;
const HEALTHY_MS = 10 * 60_000;
const FETCH_MS = 20_000;

/** How long to wait before starting again, after so many failures in a row. */
export function pause(failures: number): number {
  return Math.min(30_000 * 2 ** Math.max(0, failures - 1), 10 * 60_000);
}

/** The scripts and styles that a page is made of; empty for a page that is not ours, such as a proxy's error. */
export function assetsOf(page: ParentNode): string {
  return [...page.querySelectorAll('script[type="module"][src], link[rel="stylesheet"]')]
    .map((element) => element.getAttribute("src") ?? element.getAttribute("href"))
    .sort()
    .join(" ");
}

/** What the server would send now, by its assets; undefined when it does not answer with a board. */
async function served(): Promise<string | undefined> {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), FETCH_MS);
  try {
    const response = await fetch(location.href, { cache: "no-store", signal: control.signal });
    if (!response.ok || response.redirected) return undefined;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    return assetsOf(page) || undefined;
  } catch (error) {
    console.warn("The server did not answer with the board", error);
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

export interface Watch {
  /** Something broke: starts the board again after a pause that grows with failures in a row. */
  failed(error: unknown): void;
  stop(): void;
}

/** Never leaves a page that works for one that the server does not have: a browser's error page stays for ever. */
export function keepGoing(): Watch {
  const own = assetsOf(document);
  let starting: ReturnType<typeof setTimeout> | undefined;

  const startAgain = (failures: number): void => {
    starting = setTimeout(async () => {
      if (await served()) location.reload();
      else startAgain(failures);
    }, pause(failures));
  };
  const failed = (error: unknown): void => {
    console.error(error);
    if (starting !== undefined) return;
    // In the history entry, which outlives a reload and needs no leave to store anything.
    const failures = failuresBefore() + 1;
    history.replaceState({ failures }, "");
    startAgain(failures);
  };
  const uncaught = ({ error }: ErrorEvent): void => {
    if (error) failed(error); // without one it is the browser's own remark, such as on a late ResizeObserver
  };
  const rejected = (event: PromiseRejectionEvent): void => failed(event.reason);

  const healthy = setTimeout(() => {
    if (starting === undefined) history.replaceState(null, "");
  }, HEALTHY_MS);
  const version = setInterval(async () => {
    const now = await served();
    if (now !== undefined && now !== own) location.reload();
  }, VERSION_MS);
  addEventListener("error", uncaught);
  addEventListener("unhandledrejection", rejected);

  return {
    failed,
    stop() {
      clearTimeout(starting);
      clearTimeout(healthy);
      clearInterval(version);
      removeEventListener("error", uncaught);
      removeEventListener("unhandledrejection", rejected);
    },
  };
}

function failuresBefore(): number {
  const state = history.state as { failures?: number } | null;
  return state?.failures ?? 0;
}

/** Keeps the screen lit, where the browser can; asked again whenever the page comes back to the front. */
export function stayAwake(): void {
  if (!("wakeLock" in navigator)) return;
  const ask = (): void => {
    if (document.visibilityState !== "visible") return;
    navigator.wakeLock.request("screen").catch((error: unknown) => console.warn("The screen may go dark", error));
  };
  document.addEventListener("visibilitychange", ask);
  ask();
}
