/**
 * The service worker: pages come from the network, and where there is none, a camp's empty shell takes their place.
 * What fills the shell, and what was asked and not answered, the page itself has kept.
 *
 * It also shows what the server has to tell while nobody looks at a page.
 *
 * No page that shows anything of anybody is ever kept. Whatever else a page asks for passes by untouched.
 */
export {};

declare const self: ServiceWorkerGlobalScope;
/** Paths of what the phone's page is made of, and a name for just these; both filled in by the build. */
declare const __ASSETS__: string[];
declare const __VERSION__: string;

const PREFIX = "edcamp-";
const CACHE = PREFIX + __VERSION__;
const PATIENCE = 3_000; // ms for a page to come; after that the shell does better

const PHONE_PAGE = /^(\/c\/[a-z0-9-]+)(?:\/(?:(?:propose|vote|now|smackdown|day|schedule|calendar|me|topics\/.+)\/?)?)?$/;
const HASHED = /^\/static\/.+-[A-Z0-9]{8}\.\w+$/; // never another content under the same name
const SHELL = /\/shell$/;

const ICON = "/static/icon-192.png";

const refreshed = new Set<string>(); // camps whose shell this run of the worker has fetched

self.addEventListener("install", (event) => {
  event.waitUntil(install());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(activate());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  const camp = request.mode === "navigate" ? PHONE_PAGE.exec(pathname)?.[1] : undefined;
  if (camp) event.respondWith(page(event, camp));
  else if (HASHED.test(pathname)) event.respondWith(asset(request));
});

self.addEventListener("push", (event) => {
  const told = event.data?.json() as Told | undefined;
  if (told) event.waitUntil(show(told));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(goTo((event.notification.data as Told).url));
});

// The browser, or its push service, has changed the address of this device: the camps that know the old one are told.
self.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil(renew(event));
});

/** What the server has to say to somebody, in their words. */
interface Told {
  title: string;
  body: string;
  tag: string;
  url: string;
  lang: string;
  dir: "ltr" | "rtl";
}

/** The newest takes the place of what was shown of the same camp, and is heard again. */
async function show(told: Told): Promise<void> {
  const { title, ...options } = told;
  const shown = { ...options, data: told, icon: ICON, badge: ICON, renotify: true };
  await self.registration.showNotification(title, shown as NotificationOptions);
}

/** Camps that know this device, by the path to which addresses go; the page writes it down with the address. */
const TOLD = "told-by-push";

async function renew({ oldSubscription, newSubscription }: PushSubscriptionChangeEvent): Promise<void> {
  const told = await caches.open(TOLD);
  for (const { url } of await told.keys()) {
    const path = new URL(url).pathname;
    const before = oldSubscription?.endpoint ?? (await (await told.match(url))?.text());
    const device = newSubscription ?? (await subscribed(path));
    if (!device || !(await post(path, device))) continue; // the next page that is opened does it
    await told.put(url, new Response(device.endpoint));
    if (before && before !== device.endpoint) await post(`${path}/end`, { endpoint: before });
  }
}

/** This device's address as it is now, a new one if there is none. */
async function subscribed(path: string): Promise<PushSubscription | undefined> {
  const { pushManager } = self.registration;
  const known = await pushManager.getSubscription();
  if (known) return known;
  try {
    const answer = await fetch(path, { headers: { accept: "application/json" } });
    if (!answer.ok) return undefined;
    const { key } = (await answer.json()) as { key: string };
    return await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  } catch {
    return undefined;
  }
}

async function post(path: string, body: unknown): Promise<boolean> {
  const headers = { "content-type": "application/json", accept: "application/json" };
  try {
    return (await fetch(path, { method: "POST", headers, body: JSON.stringify(body) })).ok;
  } catch {
    return false;
  }
}

/** To the camp's page that is open, over which the news are; else to a new one. */
async function goTo(url: string): Promise<void> {
  const camp = PHONE_PAGE.exec(url)?.[1];
  const open = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const here = open.find((each) => camp && PHONE_PAGE.exec(new URL(each.url).pathname)?.[1] === camp);
  if (here) await here.focus();
  else await self.clients.openWindow(url);
}

async function install(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll(__ASSETS__);
  await self.skipWaiting();
}

/** Moves to this version: shells are made of assets of their own time, so they are fetched anew. */
async function activate(): Promise<void> {
  for (const name of await caches.keys()) {
    if (!name.startsWith(PREFIX) || name === CACHE) continue;
    const old = await (await caches.open(name)).keys();
    await Promise.all(old.filter(({ url }) => SHELL.test(url)).map(({ url }) => keepShell(url)));
    await caches.delete(name);
  }
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

async function page(event: FetchEvent, camp: string): Promise<Response> {
  const shellUrl = `${camp}/shell`;
  const answer = fromNetwork(event);
  const answered = answer.then(async (response) => {
    if (response?.ok && !refreshed.has(camp)) await keepShell(shellUrl);
  });
  event.waitUntil(answered);
  const inTime = await Promise.race([answer, new Promise<"late">((resolve) => setTimeout(resolve, PATIENCE, "late"))]);
  // 502 to 504: whoever stands before the server cannot reach it, or it is starting.
  if (inTime && inTime !== "late" && (inTime.status < 502 || inTime.status > 504)) return inTime;
  const shell = await caches.match(shellUrl, { cacheName: CACHE, ignoreVary: true });
  return shell ?? (await answer) ?? Response.error();
}

/** Undefined without a network. */
async function fromNetwork(event: FetchEvent): Promise<Response | undefined> {
  try {
    return ((await event.preloadResponse) as Response | undefined) ?? (await fetch(event.request));
  } catch {
    return undefined;
  }
}

async function keepShell(url: string): Promise<void> {
  try {
    const response = await fetch(url);
    if (!response.ok || response.redirected) return;
    await (await caches.open(CACHE)).put(url, response);
    refreshed.add(new URL(url, self.location.href).pathname.replace(SHELL, ""));
  } catch {
    // Offline again, or the disk is full: the shell of before stays, or the next page tries once more.
  }
}

async function asset(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request, { ignoreVary: true });
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) await cache.put(request, response.clone()).catch(() => undefined); // a full disk costs speed only
  return response;
}
