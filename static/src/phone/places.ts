/**
 * Where in the app somebody is: real addresses without loading pages, and back to the very spot they left.
 * A spot is an element and its distance from the top of the screen: heights above it may have changed meanwhile.
 */
import { routeOf, type Route } from "./routes.ts";

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
  const spots = new Map<number, Spot>();
  let visit = 0;
  let key: number = history.state?.key ?? 0;
  let last = Math.max(key, Date.now()); // keys of entries from before a reload are smaller

  history.scrollRestoration = "manual";
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
    arrive(route, spots.get(key) ?? event.state?.spot);
  });
  addEventListener("pagehide", () => history.replaceState({ key, spot: currentSpot() }, ""));
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || event.defaultPrevented || event.button !== 0 || link.target || link.hasAttribute("download")) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || link.origin !== location.origin) return;
    if (link.hash || !routeOf(link.pathname, base)) return;
    event.preventDefault();
    go(link.href);
  });

  return {
    first: { route: routeOf(location.pathname, base) ?? { page: "wall" }, visit, spot: history.state?.spot },
    go,
  };
}

function currentSpot(): Spot {
  const middle = document.elementFromPoint(innerWidth / 2, innerHeight / 2)?.closest("#app [id]");
  return middle ? { y: scrollY, element: middle.id, top: middle.getBoundingClientRect().top } : { y: scrollY };
}

/** Scrolls to the spot, and once more when what came into view has its real height. */
export function returnTo({ y, element, top }: Spot): void {
  const scroll = (): void => {
    const found = element === undefined ? null : document.getElementById(element);
    scrollTo(0, found ? scrollY + found.getBoundingClientRect().top - top! : y);
  };
  scroll();
  requestAnimationFrame(scroll);
}
