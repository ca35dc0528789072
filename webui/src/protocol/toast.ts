/** A short notice. */

import { word } from "./json";

const KINDS = ["info", "success", "warning", "error"] as const;
export type ToastKind = (typeof KINDS)[number];

export function toastKind(value: unknown): ToastKind {
  return word(value, KINDS);
}
