/** A link that opens an element where it wants to be shown: beside the conversation, or on its own page. */

import type { MouseEvent } from "react";
import { useChat } from "../chat/context";
import type { Element } from "../protocol/element";
import { elementPath, go } from "../route/route";

interface Opening {
  readonly href: string;
  readonly onClick: (event: MouseEvent) => void;
}

export function useOpen(element: Element): Opening {
  const { store } = useChat();
  const href = elementPath(element.id);
  const onClick = (event: MouseEvent) => {
    // With a modifier the browser opens the link its own way: in a new tab, say.
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    if (element.display === "page") go(href);
    else store.dispatch({ type: "panel", title: element.name, elements: [element] });
  };
  return { href, onClick };
}
