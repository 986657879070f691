// What is wrong with a session where it stands or would stand: a sign and words.
import { Icon } from "./icon.tsx";
import { warningWords, type Warning } from "./moves.ts";

export function WarningList({ warnings, about }: { warnings: readonly Warning[]; about?: string }) {
  return (
    <>
      {warnings.map((warning) => (
        <span key={warningWords(warning)} class={`warning warning--${warning.kind}`}>
          <Icon sign={warning.kind === "host-busy" ? "blocked" : "warning"} />
          {about ? `“${about}”: ` : ""}
          {warningWords(warning)}
        </span>
      ))}
    </>
  );
}
