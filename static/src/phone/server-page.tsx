/** A page that the server draws: its forms hold what no document does, such as the link for a second device. */
import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { View } from "../core.ts";
import { t } from "../i18n.ts";

const SAID = ".announcement, .refusal";

interface ServerPageProps {
  path: string;
  view: View;
  /** What came with the page, for the first time it is shown. */
  served: Node[] | undefined;
}

export function ServerPage({ path, view, served }: ServerPageProps): VNode {
  const [nodes, setNodes] = useState(served);
  const holder = useRef<HTMLDivElement>(null);
  const offline = view.link === "offline";
  useEffect(() => {
    if (nodes || offline) return;
    let wanted = true;
    void drawn(path).then((found) => wanted && setNodes(found));
    return () => {
      wanted = false;
    };
  }, [path, nodes, view.link]);
  useLayoutEffect(() => {
    // What the organizers tell everybody is at the top of the app already.
    if (nodes) holder.current?.append(...nodes.filter((node) => !(node instanceof Element && node.matches(SAID))));
  }, [nodes]);
  if (nodes) return <div class="served" ref={holder} />;
  return (
    <>
      <h1 tabIndex={-1}>{view.me?.name || t("Me")}</h1>
      {offline && (
        <p class="empty">
          {t("Changing your name or language needs a connection. Everything else works without one.")}
        </p>
      )}
    </>
  );
}

/** Undefined when the server could not be reached: the page asks again once the link is back. */
async function drawn(path: string): Promise<Node[] | undefined> {
  try {
    const response = await fetch(path, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    return [...(page.getElementById("app")?.childNodes ?? [])];
  } catch {
    return undefined;
  }
}
