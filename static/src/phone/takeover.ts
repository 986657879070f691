/**
 * What somebody wrote into the server's page goes on in the app's: a slow line must cost nobody a word. That is what
 * they are writing while the app arrives, and what the server gave back with an error.
 */

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

interface Written {
  name: string;
  value: string;
  checked: boolean;
  focused: boolean;
}

function all(root: Element): Field[] {
  return [...root.querySelectorAll<Field>("input[name]:not([type=hidden]), textarea[name], select[name]")];
}

function isChoice(field: Field): field is HTMLInputElement {
  return field.type === "checkbox" || field.type === "radio";
}

function isWritten(field: Field): boolean {
  if (isChoice(field)) return field.checked !== field.defaultChecked;
  return "defaultValue" in field ? field.value !== field.defaultValue : field.selectedIndex > 0;
}

/** Empty when the page is as the server draws it for everybody. */
export function writtenIn(root: Element): Written[] {
  const fields = all(root);
  const focused = document.activeElement;
  const filtered = location.search && root.querySelector(".filters");
  const refused = root.querySelector(".field__error, .refusal[role=alert]");
  if (!filtered && !refused && !fields.some((each) => isWritten(each) || each === focused)) return [];
  return fields.map((field) => ({
    name: field.name,
    value: field.value,
    checked: isChoice(field) && field.checked,
    focused: field === focused,
  }));
}

export async function adopt(root: Element, written: readonly Written[]): Promise<void> {
  for (const { name, value, checked, focused } of written) {
    const field = all(root).find((each) => each.name === name && (!isChoice(each) || each.value === value));
    if (!field) continue;
    if (focused) field.focus({ preventScroll: true });
    if (isChoice(field)) {
      if (field.checked === checked || (field.type === "radio" && !checked)) continue;
      field.click();
    } else {
      if (field.value === value) continue;
      field.value = value;
      field.dispatchEvent(new Event(field.tagName === "SELECT" ? "change" : "input", { bubbles: true }));
    }
    await new Promise(requestAnimationFrame); // the app draws with one before it hears of the next
  }
}
