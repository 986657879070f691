/** A page that the server draws: its forms hold what no document does, such as the link for a second device. */
import type { VNode } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { View } from "../core.ts";

const SAID = ".announcement, .refusal";

interface ServerPageProps {
  path: string;
  /** Above what stands in for it: */
  title: string;
  /** what to say without a connection. */
  offline: string;
  view: View;
  /** What came with the page, for the first time it is shown. */
  served: Node[] | undefined;
}

export function ServerPage({ path, title, offline: words, view, served }: ServerPageProps): VNode {
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
    if (!nodes) return;
    holder.current!.append(...nodes.filter((node) => !(node instanceof Element && node.matches(SAID))));
    for (const button of holder.current!.querySelectorAll<HTMLElement>("[data-copy]")) button.hidden = false;
    const heading = holder.current!.querySelector("h1");
    if (heading) heading.tabIndex = -1;
    // The heading that stood in for this one had the focus, and took it along.
    if (!served && document.activeElement === document.body) heading?.focus({ preventScroll: true });
  }, [nodes]);
  if (nodes) return <div class="served" ref={holder} onClick={copy} />;
  return (
    <>
      <h1 tabIndex={-1}>{title}</h1>
      {offline && <p class="empty">{words}</p>}
    </>
  );
}

/** What stands in another field of the page; where a browser does not allow it, it is marked, to be copied by hand. */
function copy({ target }: Event): void {
  const button = target instanceof Element ? target.closest<HTMLElement>("[data-copy]") : null;
  if (!button) return;
  const field = document.getElementById(button.dataset.copy!) as HTMLInputElement;
  field.select();
  navigator.clipboard?.writeText(field.value).then(
    () => (button.textContent = button.dataset.copied!),
    () => undefined,
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
