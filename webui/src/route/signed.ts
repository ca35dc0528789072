/** What a signed link leads to. */

import { readElement, type Element } from "../protocol/element";
import { record, text } from "../protocol/json";

export interface Signed {
  readonly element: Element;
  /** What is asked, when the element answers a question. */
  readonly ask?: { readonly content: string };
}

export function readSigned(value: unknown): Signed | null {
  const json = record(value);
  const element = readElement(json["element"]);
  if (!element) return null;
  return json["ask"] ? { element, ask: { content: text(record(json["ask"])["content"]) ?? "" } } : { element };
}
