/** What a topic's page has beside reading and voting comes after everything that is needed at once. */
import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Extras, ExtrasProps } from "./extras.tsx";

let here: typeof Extras | undefined;

/** Stands at the end of its page: nothing is below it to be moved when it comes. */
export function LateExtras(props: ExtrasProps): VNode | null {
  const [, setArrived] = useState(!!here);
  const { link } = props.view;
  useEffect(() => {
    if (here) return;
    import("./pages.tsx").then(
      ({ Extras }) => {
        here = Extras;
        setArrived(true);
      },
      () => undefined, // offline: the next try is made when the line is back
    );
  }, [link]);
  const Here = here;
  return Here ? <Here {...props} /> : null;
}
