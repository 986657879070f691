/** What somebody was writing into the server's page goes on in the app's: a slow line must cost nobody a word. */

interface Written {
  name: string;
  value: string;
  checked: boolean;
  focused: boolean;
}

type Field = HTMLInputElement | HTMLTextAreaElement;

function all(root: Element): Field[] {
  return [...root.querySelectorAll<Field>("input[name]:not([type=hidden]), textarea[name]")];
}

function isChoice(field: Field): boolean {
  return field.type === "checkbox" || field.type === "radio";
}

function isWritten(field: Field): boolean {
  return isChoice(field)
    ? (field as HTMLInputElement).checked !== (field as HTMLInputElement).defaultChecked
    : field.value !== field.defaultValue;
}

export function fieldsIn(root: Element): Written[] {
  return all(root)
    .filter((field) => isWritten(field) || field === document.activeElement)
    .map((field) => ({
      name: field.name,
      value: field.value,
      checked: "checked" in field && field.checked,
      focused: field === document.activeElement,
    }));
}

export async function adoptFields(root: Element, written: readonly Written[]): Promise<void> {
  for (const { name, value, checked, focused } of written) {
    const field = all(root).find((each) => each.name === name && (!isChoice(each) || each.value === value));
    if (!field) continue;
    if (!isChoice(field)) {
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    } else if ((field as HTMLInputElement).checked !== checked) {
      field.click();
    }
    if (focused) field.focus({ preventScroll: true });
    await new Promise(requestAnimationFrame); // the app draws with one before it hears of the next
  }
}
