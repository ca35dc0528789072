/** What the server says, by event name, as events of the store. */

import type { ServerEvent } from "../store/event";
import { readElement, readStep, readThread, readToken, record, text } from "./read";
import type { ToastKind } from "./types";

const TOASTS: ReadonlySet<string> = new Set<ToastKind>(["info", "success", "warning", "error"]);

function toastKind(value: unknown): ToastKind {
  return typeof value === "string" && TOASTS.has(value) ? (value as ToastKind) : "info";
}

type Reader = (payload: unknown) => ServerEvent | null;

function withStep(type: "new_message" | "update_message" | "stream_start" | "ask"): Reader {
  return (payload) => {
    const step = readStep(type === "ask" ? record(payload)["msg"] : payload);
    return step && { type, step };
  };
}

function withId(type: "delete_message" | "remove_element"): Reader {
  return (payload) => {
    const id = text(record(payload)["id"]);
    return id ? { type, id } : null;
  };
}

const readers: Readonly<Record<string, Reader>> = {
  new_message: withStep("new_message"),
  update_message: withStep("update_message"),
  stream_start: withStep("stream_start"),
  ask: withStep("ask"),
  delete_message: withId("delete_message"),
  remove_element: withId("remove_element"),
  task_start: () => ({ type: "task_start" }),
  task_end: () => ({ type: "task_end" }),
  stream_token: (payload) => {
    const token = readToken(payload);
    return token && { type: "stream_token", ...token };
  },
  element: (payload) => {
    const element = readElement(payload);
    return element && { type: "element", element };
  },
  first_interaction: (payload) => {
    const threadId = text(record(payload)["thread_id"]);
    return threadId ? { type: "first_interaction", threadId } : null;
  },
  resume_thread: (payload) => {
    const thread = readThread(payload);
    return thread && { type: "resume_thread", thread };
  },
  resume_thread_error: (payload) => toast(text(payload), "error"),
  toast: (payload) => toast(text(record(payload)["message"]), toastKind(record(payload)["type"])),
};

function toast(message: string | undefined, kind: ToastKind): ServerEvent | null {
  return message ? { type: "toast", message, kind } : null;
}

/** The event of the store that a socket event stands for; null when the page has no use for it. */
export function readEvent(name: string, payload: unknown): ServerEvent | null {
  return Object.hasOwn(readers, name) ? (readers[name]?.(payload) ?? null) : null;
}
