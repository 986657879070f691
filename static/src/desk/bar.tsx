// The bar at the top: who is here, undo and redo, the links to hand out.
import { tn } from "../i18n.ts";
import { useView } from "../ui/use-view.ts";
import { useSession } from "./asking.ts";
import { Links } from "./links.tsx";
import { UndoButtons } from "./undo.tsx";

export function Bar() {
  const { store } = useSession();
  const view = useView(store);
  const connected = view.ephemeral.connected ?? undefined;
  return (
    <>
      <p class="desk-bar__people">
        <span>{tn("{count} person joined", "{count} people joined", view.people)}</span>
        {connected === undefined ? null : (
          <span>{tn("{count} device connected", "{count} devices connected", connected)}</span>
        )}
        {view.pending > 0 ? (
          <span>{tn("{count} change not saved yet", "{count} changes not saved yet", view.pending)}</span>
        ) : null}
      </p>
      <UndoButtons view={view} />
      <Links />
    </>
  );
}
