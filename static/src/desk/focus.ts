// Where the keyboard goes when a part of the page opens, and where it goes back to.
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** Puts the keyboard into the element as soon as it is drawn. */
export function useFocused<T extends HTMLElement>(): RefObject<T | null> {
  const element = useRef<T>(null);
  useEffect(() => element.current?.focus(), []);
  return element;
}
