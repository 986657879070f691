// Where the keyboard goes when a part of the page opens, and where it goes when that part is gone.
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** Puts the keyboard into the element as soon as it is drawn. */
export function useFocused<T extends HTMLElement>(): RefObject<T | null> {
  const element = useRef<T>(null);
  useEffect(() => element.current?.focus(), []);
  return element;
}

/** Gives the keyboard back to the element, drawn again, when what it had opened is closed. */
export function useReturn<T extends HTMLElement>(open: boolean): RefObject<T | null> {
  const element = useRef<T>(null);
  const was = useRef(open);
  useEffect(() => {
    if (was.current && !open) element.current?.focus();
    was.current = open;
  }, [open]);
  return element;
}

/**
 * For a button that makes its own row disappear: to be called before, and what it returns after, so that the keyboard
 * goes on in the next row, or in the one before the last.
 */
export function leaveRow(button: HTMLElement): () => void {
  const row = button.closest(".row");
  const next = row?.nextElementSibling ?? row?.previousElementSibling;
  const place = [...(row?.querySelectorAll("button") ?? [])].indexOf(button as HTMLButtonElement);
  return () => {
    const buttons = next?.querySelectorAll("button") ?? [];
    if (document.activeElement === document.body || document.activeElement === button) buttons[place]?.focus();
  };
}
