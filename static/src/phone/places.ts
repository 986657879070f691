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
  /** Takes the address of the place in hand over, without a new entry in the history. */
  replace(path: string): void;
}

export function watchPlaces(base: string, show: (place: Place) => void): Places {
  const spots = new Map<number, Spot>();
  let visit = 0;
  let key: number = history.state?.key ?? 0;
  let last = Math.max(key, Date.now()); // keys of entries from before a reload are smaller

  history.scrollRestoration = "manual";
  const arrive = (route: Route, spot?: Spot): void => show({ route, visit: ++visit, spot });
  const leave = (): void => void spots.set(key, currentSpot());

  const go = (path: string): void => {
    const route = routeOf(new URL(path, location.href).pathname, base);
    if (!route) return location.assign(path);
    leave();
    key = ++last;
    history.pushState({ key }, "", path);
    arrive(route);
  };

  const replace = (path: string): void => {
    history.replaceState({ key }, "", path);
    const route = routeOf(location.pathname, base);
    if (route) arrive(route);
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
    replace,
  };
}

function currentSpot(): Spot {
  const middle = document.elementFromPoint(innerWidth / 2, innerHeight / 2)?.closest("#app [id]");
  return middle
    ? { y: scrollY, element: middle.id, top: middle.getBoundingClientRect().top }
    : { y: scrollY };
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
