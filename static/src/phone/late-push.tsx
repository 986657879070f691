/** Asking whether this phone may tell things comes after everything that is needed at once. */
import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Ask, AskProps } from "./push.tsx";

let here: typeof Ask | undefined;

/** Rejects when it cannot be fetched; asked again, it is fetched again. */
async function fetchAsk(): Promise<void> {
  here ??= (await import("./push.tsx")).Ask;
}

export function LateAsk(props: AskProps): VNode | null {
  const [, setArrived] = useState(!!here);
  useEffect(() => {
    void fetchAsk().then(
      () => setArrived(true),
      () => props.done?.(), // without it nothing is asked
    );
  }, []);
  const Asking = here;
  return Asking ? <Asking {...props} /> : null;
}
