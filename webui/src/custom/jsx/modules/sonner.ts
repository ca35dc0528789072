/** `sonner` for elements: its notices are those of the page. */

import type { ToastKind } from "../../../protocol/toast";

type Notify = (message: string, kind: ToastKind) => void;
interface Options {
  readonly description?: unknown;
}

let notify: Notify = () => undefined;

/** Where notices go from now on. */
export function bindToasts(to: Notify): void {
  notify = to;
}

let count = 0;

function say(kind: ToastKind): (message: unknown, options?: Options) => number {
  return (message, options) => {
    const parts = [message, options?.description].filter((part) => part !== undefined && part !== null);
    notify(parts.map(words).join(". "), kind);
    return ++count;
  };
}

/** Only words: what is drawn in a notice belongs to the page. */
function words(value: unknown): string {
  if (typeof value === "function") return words((value as () => unknown)());
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** What is said while something runs, and after: words, or a function that makes them of the outcome. */
interface Texts {
  readonly loading?: unknown;
  readonly success?: unknown;
  readonly error?: unknown;
}

function text(message: unknown, value: unknown): unknown {
  return typeof message === "function" ? (message as (value: unknown) => unknown)(value) : message;
}

function promise<T>(running: Promise<T> | (() => Promise<T>), texts: Texts = {}): Promise<T> {
  const result = typeof running === "function" ? running() : running;
  if (texts.loading !== undefined) say("info")(texts.loading);
  result.then(
    (value) => texts.success !== undefined && say("success")(text(texts.success, value)),
    (error: unknown) => texts.error !== undefined && say("error")(text(texts.error, error)),
  );
  return result;
}

export const toast = Object.assign(say("info"), {
  message: say("info"),
  info: say("info"),
  loading: say("info"),
  success: say("success"),
  warning: say("warning"),
  error: say("error"),
  promise,
  dismiss: () => undefined,
});

/** The page shows the notices already. */
export function Toaster(): null {
  return null;
}
