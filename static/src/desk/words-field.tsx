// A field for a few words with commas between them: tags, needs, features.
export function splitWords(text: string): string[] {
  return text
    .split(",")
    .map((word) => word.trim())
    .filter(Boolean);
}

interface Props {
  label: string;
  hint?: string;
  words: string;
  onWords: (words: string) => void;
}

export function WordsField({ label, hint, words, onWords }: Props) {
  return (
    <label class="field">
      <span class="field__label">{label}</span>
      <input type="text" value={words} onInput={(event) => onWords(event.currentTarget.value)} />
      {hint ? <span class="field__hint">{hint}</span> : null}
    </label>
  );
}
