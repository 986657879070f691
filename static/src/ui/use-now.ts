/** The camp's clock for components: `now` gives the server's ms; drawn again every `every` ms while the page shows. */
import { useEffect, useState } from "preact/hooks";

export function useNow(now: () => number, every: number): number {
  const [at, setAt] = useState(now);
  useEffect(() => {
    const tick = (): void => setAt(now());
    const timer = setInterval(tick, every);
    // Timers sleep with the phone: what it shows when it wakes must be true.
    document.addEventListener("visibilitychange", tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
    };
  }, [now, every]);
  return at;
}
