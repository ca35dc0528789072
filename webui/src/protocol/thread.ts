/** A whole conversation, as it is resumed. */

import { readElement, type Element } from "./element";
import { each, record, text } from "./json";
import { readStep, type Step } from "./step";

export interface Thread {
  readonly id: string;
  readonly steps: readonly Step[];
  readonly elements: readonly Element[];
}

export function readThread(value: unknown): Thread | null {
  const json = record(value);
  const id = text(json["id"]);
  if (!id) return null;
  return { id, steps: each(json["steps"], readStep), elements: each(json["elements"], readElement) };
}
