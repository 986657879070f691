/** Asking for another time comes after everything that a topic's page needs at once. */
import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Requests, RequestsProps } from "./requests.tsx";

let here: typeof Requests | undefined;

export function LateRequests(props: RequestsProps): VNode | null {
  const [, setArrived] = useState(!!here);
  const { link } = props.view;
  useEffect(() => {
    if (here) return;
    void import("./pages.tsx").then(
      (pages) => {
        here = pages.Requests;
        setArrived(true);
      },
      () => undefined, // offline: the next try is made when the line is back
    );
  }, [link]);
  const Here = here;
  return Here ? <Here {...props} /> : null;
}
