import type { ReactNode } from "react";
import type { Element } from "../protocol/element";
import { useStore } from "../store/useStore";
import { useOpen } from "./useOpen";

/** The name of an element in a text, which opens it. */
export function showReference(id: string, children: ReactNode): ReactNode {
  return <Reference id={id}>{children}</Reference>;
}

function Reference({ id, children }: { id: string; children: ReactNode }) {
  const element = useStore((state) => state.elements.find((known) => known.id === id));
  return element ? <Named element={element}>{children}</Named> : children;
}

function Named({ element, children }: { element: Element; children: ReactNode }) {
  return (
    <a className="element-reference" {...useOpen(element)}>
      {children}
    </a>
  );
}
