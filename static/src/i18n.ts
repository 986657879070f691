/** The page's words in the reader's language. The English text is the key, so it must be a plain string literal. */

/** Translations by English text; one with a count has a list of forms, in gettext's order for the language. */
export type Catalogue = Readonly<Record<string, string | readonly string[]>>;

export type Params = Readonly<Record<string, string | number>>;

let language = "";
let catalogue: Catalogue = {};
let plurals: Intl.PluralRules;
let numbers: Intl.NumberFormat;

/** Sets language and translations; a page that never calls it speaks as its `<html lang>` and `#catalogue` say. */
export function speak(tag: string, translations: Catalogue = {}): void {
  language = tag;
  catalogue = translations;
  plurals = new Intl.PluralRules(tag);
  numbers = new Intl.NumberFormat(tag);
}

/** The language in use, a BCP 47 tag. */
export function spoken(): string {
  if (!language) {
    const script = document.getElementById("catalogue");
    speak(document.documentElement.lang || "en", script ? JSON.parse(script.textContent!) : {});
  }
  return language;
}

/** A text with its `{names}` filled in. */
export function t(text: string, params?: Params): string {
  spoken();
  const translated = catalogue[text];
  return filled(typeof translated === "string" ? translated : text, params);
}

/** A text that depends on a number, which it has as `{count}`. */
export function tn(one: string, many: string, count: number, params?: Params): string {
  spoken();
  const forms = catalogue[one];
  const text = Array.isArray(forms) ? forms[Math.min(form(count), forms.length - 1)] : count === 1 ? one : many;
  return filled(text, { ...params, count });
}

/** Gettext numbers a language's forms in CLDR's order, but leaves out those that whole small numbers never need. */
function form(count: number): number {
  const used = plurals.resolvedOptions().pluralCategories;
  const order = ["zero", "one", "two", "few", "many", "other"].filter((name) => used.includes(name as never));
  return order.indexOf(plurals.select(count));
}

function filled(text: string, params: Params = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    return typeof value === "number" ? numbers.format(value) : (value ?? whole);
  });
}
