import type { Element } from "../protocol/element";

/** What every viewer gets. */
export interface Shown {
  readonly element: Element;
  /** Where its bytes are on this server; empty for what comes without bytes. */
  readonly url: string;
}
