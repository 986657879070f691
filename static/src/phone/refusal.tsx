/** What the camp said no to, next to where it was tried. */
import type { VNode } from "preact";
import type { Refused } from "./phone.ts";

export function Refusal({ refused }: { refused: Refused | undefined }): VNode | null {
  if (!refused) return null;
  return (
    <p class="refusal" role="alert">
      {refused.message}
    </p>
  );
}
