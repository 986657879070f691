// What is wrong with a session where it stands or would stand: a sign and words.
import { tn } from "../i18n.ts";
import { Icon } from "./icon.tsx";
import { warningWords, type Warning } from "./moves.ts";

export interface Doubt {
  warning: Warning;
  /** The title of the session that it is about, where that is the one that makes room. */
  about?: string;
}

/** So many fit into a cell; the others are said by their number until the cell is looked at. */
const FIT = 2;

export function WarningList({ doubts }: { doubts: readonly Doubt[] }) {
  const more = doubts.length - FIT;
  return (
    <>
      {doubts.map(({ warning, about }, place) => (
        <span
          key={`${about ?? ""} ${warningWords(warning)}`}
          class={`warning warning--${warning.kind}${place < FIT ? "" : " warning--more"}`}
        >
          <Icon sign={warning.kind === "host-busy" || warning.kind === "itself" ? "blocked" : "warning"} />
          {about ? <About title={about} /> : null}
          {warningWords(warning)}
        </span>
      ))}
      {more > 0 ? (
        <span class="cell__more" aria-hidden="true">
          {tn("and {count} more", "and {count} more", more)}
        </span>
      ) : null}
    </>
  );
}

/** The title stands in the cell already: to be seen, a sign that this is about the one that makes room is enough. */
function About({ title }: { title: string }) {
  return (
    <>
      <span aria-hidden="true">⇄ </span>
      <span class="hush">{`“${title}”: `}</span>
    </>
  );
}
