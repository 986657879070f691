// What is wrong with a session where it stands or would stand: a sign and words.
import { Icon } from "./icon.tsx";
import { warningWords, type Warning } from "./moves.ts";

/** The title stands in the cell already: to be seen, a sign that this is about the one that makes room is enough. */
function About({ title }: { title: string }) {
  return (
    <>
      <span aria-hidden="true">⇄ </span>
      <span class="hush">{`“${title}”: `}</span>
    </>
  );
}

export function WarningList({ warnings, about }: { warnings: readonly Warning[]; about?: string }) {
  return (
    <>
      {warnings.map((warning) => (
        <span key={warningWords(warning)} class={`warning warning--${warning.kind}`}>
          <Icon sign={warning.kind === "host-busy" ? "blocked" : "warning"} />
          {about ? <About title={about} /> : null}
          {warningWords(warning)}
        </span>
      ))}
    </>
  );
}
