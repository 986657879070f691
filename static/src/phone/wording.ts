/** Text as the camp keeps it: the same cleaning as the server's, so that counts and limits agree with it. */

/** Composed, without control characters, single spaces, trimmed. */
export function oneLine(text: string): string {
  return text
    .normalize("NFC")
    .replace(/\s+/g, " ")
    .replace(/\p{Cc}/gu, "")
    .trim();
}

/** Characters as the server counts them. */
export function lengthOf(text: string): number {
  return [...text].length;
}

/** Tags and needs: lower case, each once, without empty ones. */
export function labels(words: readonly string[]): string[] {
  return [...new Set(words.map((word) => oneLine(word).toLowerCase()).filter(Boolean))];
}

/** For comparing as people do: without case and accents. */
export function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
