/**
 * Where in the app somebody is: real addresses without loading pages, and back to the very spot they left.
 * A spot is an element and its distance from the top of the screen: heights above it may have changed meanwhile.
 */
import { routeOf, type Route } from "./routes.ts";

const GAP = 40; // px: more than lies between two cards

const SPOTS = "edcamp/spots";
const SPOTS_KEPT = 50; // pages back: more than anybody goes

interface Spot {
  y: number;
  element?: string;
  top?: number;
}

export interface Place {
  route: Route;
  /** Counts navigations, so that the same address twice is two visits. */
  visit: number;
  /** Where to return to; absent on a new visit. */
  spot?: Spot | undefined;
}

export interface Places {
  first: Place;
  /** Shows the page at `path`, by loading it when the phone does not draw it. */
  go(path: string): void;
}

export function watchPlaces(base: string, show: (place: Place) => void): Places {
  const spots = new Map(keptSpots());
  let visit = 0;
  let last = Date.now(); // keys of entries from before this page are smaller
  let key: number = history.state?.key ?? ++last;

  history.scrollRestoration = "manual";
  history.replaceState({ key }, "");
  let shown = routeOf(location.pathname, base);
  let wall: Spot | undefined;
  const arrive = (route: Route, spot?: Spot): void => {
    shown = route;
    show({ route, visit: ++visit, spot });
  };
  const leave = (): void => {
    const spot = currentSpot();
    spots.set(key, spot);
    if (shown?.page === "wall") wall = spot;
  };

  const go = (path: string): void => {
    const route = routeOf(new URL(path, location.href).pathname, base);
    if (!route) return location.assign(path);
    const before = shown;
    leave();
    key = ++last;
    history.pushState({ key }, "", path);
    // Out of a topic, back to where one was on the wall; on the wall already, to its top.
    arrive(route, route.page === "wall" && before?.page !== "wall" ? wall : undefined);
  };

  addEventListener("popstate", (event) => {
    const route = routeOf(location.pathname, base);
    if (!route) return location.reload();
    leave();
    key = event.state?.key ?? 0;
    arrive(route, spots.get(key));
  });
  addEventListener("pagehide", () => {
    leave();
    keep([...spots]);
  });
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || event.defaultPrevented || event.button !== 0 || link.target || link.hasAttribute("download")) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || link.origin !== location.origin) return;
    if (link.hash || !routeOf(link.pathname, base)) return;
    event.preventDefault();
    go(link.href);
  });

  return {
    first: { route: routeOf(location.pathname, base) ?? { page: "wall" }, visit, spot: spots.get(key) },
    go,
  };
}

function keptSpots(): [key: number, spot: Spot][] {
  try {
    return JSON.parse(sessionStorage.getItem(SPOTS) ?? "[]");
  } catch {
    return []; // storage is switched off: a page that is loaded again begins at its top
  }
}

function keep(spots: [key: number, spot: Spot][]): void {
  try {
    sessionStorage.setItem(SPOTS, JSON.stringify(spots.slice(-SPOTS_KEPT)));
  } catch {
    // as above
  }
}

function currentSpot(): Spot {
  const at = (height: number): Element | null | undefined =>
    document.elementFromPoint(innerWidth / 2, height)?.closest("#app [id]");
  const middle = at(innerHeight / 2) ?? at(innerHeight / 2 + GAP);
  return middle ? { y: scrollY, element: middle.id, top: middle.getBoundingClientRect().top } : { y: scrollY };
}

/** Scrolls to the spot, and again while what comes into view gets its real height. */
export function returnTo({ y, element, top }: Spot): void {
  let frames = 4;
  const scroll = (): void => {
    const found = element === undefined ? null : document.getElementById(element);
    scrollTo(0, found ? scrollY + found.getBoundingClientRect().top - top! : y);
    if (--frames > 0) requestAnimationFrame(scroll);
  };
  scroll();
}
