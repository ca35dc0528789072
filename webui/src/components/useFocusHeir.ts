import { useLayoutEffect, type RefObject } from "react";

/** Where the keyboard goes on when what had it goes away: the message box, instead of the page's beginning. */
export function useFocusHeir(ref: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const box = ref.current;
    return () => {
      // On a touch screen the box would bring up the keyboard, and nothing is lost without it.
      if (!box?.contains(document.activeElement) || !matchMedia("(pointer: fine)").matches) return;
      document.getElementById("composer-input")?.focus();
    };
  }, [ref]);
}
