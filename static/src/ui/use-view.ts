/** Views for components: what the store shows now, and again whenever that changes. */
import { useLayoutEffect, useState } from "preact/hooks";
import type { CampStore, View } from "../core.ts";

export function useView(store: CampStore): View {
  const [view, setView] = useState(() => store.view());
  useLayoutEffect(() => {
    const show = (): void => setView(store.view());
    show(); // what changed between drawing and subscribing
    return store.subscribe(show);
  }, [store]);
  return view;
}
