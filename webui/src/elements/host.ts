/** Where an element is shown: in a conversation, or on the page of a signed link. */

import { createContext, useContext } from "react";
import type { Element } from "../protocol/element";
import type { ElementApi } from "../protocol/elementApi";
import type { Submission } from "../protocol/question";
import type { ToastKind } from "../protocol/toast";

/** A question that is answered by filling in an element. */
export interface Asking {
  readonly answers: (element: Element) => boolean;
  readonly answer: (submission: Submission) => void;
}

export interface ElementHost {
  readonly api: ElementApi;
  readonly asking: Asking | null;
  /** The server took a change; it is shown in the place of these, and of nothing that was told meanwhile. */
  readonly changed: (element: Element, before: readonly Element[]) => void;
  /** The server took it away. */
  readonly removed: (element: Element) => void;
  /** Sends a message of the user. */
  readonly say: (text: string) => void;
  readonly notify: (message: string, kind: ToastKind) => void;
}

export const HostContext = createContext<ElementHost | null>(null);

export function useHost(): ElementHost {
  const host = useContext(HostContext);
  if (!host) throw new Error("useHost needs a HostContext above it");
  return host;
}
