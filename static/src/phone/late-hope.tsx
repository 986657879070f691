/** Saying what one hopes for comes after everything that is needed at once. */
import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { HopePart, HopeProps } from "./hope.tsx";

let here: typeof HopePart | undefined;

/** Stands at the end of its page: nothing is below it to be moved when it comes. */
export function LateHope(props: HopeProps): VNode | null {
  const [, setArrived] = useState(!!here);
  const { link } = props.view;
  useEffect(() => {
    if (here) return;
    import("./pages.tsx").then(
      ({ HopePart }) => {
        here = HopePart;
        setArrived(true);
      },
      () => undefined, // offline: the next try is made when the line is back
    );
  }, [link]);
  const Here = here;
  return Here ? <Here {...props} /> : null;
}
