// The camp's no, in its words, at the thing that was tried.
export function Refusal({ words }: { words: string | undefined }) {
  return words ? (
    <p class="refusal" role="alert">
      {words}
    </p>
  ) : null;
}
