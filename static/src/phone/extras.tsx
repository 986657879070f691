/** What a topic's page has beside reading and voting: hosting it together, and what one hopes for. */
import type { VNode } from "preact";
import { CoHostPart } from "./co-host.tsx";
import { HopePart, type HopeProps } from "./hope.tsx";

export type ExtrasProps = HopeProps;

export function Extras(props: ExtrasProps): VNode {
  const { view, topic } = props;
  return (
    <>
      <CoHostPart {...props} />
      {view.votes.has(topic) && <HopePart {...props} />}
    </>
  );
}
