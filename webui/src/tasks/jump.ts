/** Leads the reader to a message, and shows which one it is. */

import type { Step } from "../protocol/step";

const SHOWN_MS = 1600;
const MAX_DEPTH = 32;

/** The message with this id; if it hangs in a step that is closed, the step. */
export function jumpTo(messageId: string, steps: ReadonlyMap<string, Step>): void {
  let id: string | undefined = messageId;
  for (let depth = 0; id !== undefined && depth < MAX_DEPTH; depth++) {
    const target = document.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
    if (target) {
      show(target);
      return;
    }
    id = steps.get(id)?.parentId;
  }
}

function show(target: HTMLElement): void {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  target.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
  target.classList.add("pointed-at");
  setTimeout(() => target.classList.remove("pointed-at"), SHOWN_MS);
  // Who came by keyboard reads on from here.
  target.tabIndex = -1;
  target.focus({ preventScroll: true });
}
