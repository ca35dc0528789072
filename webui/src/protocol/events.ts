/** What the server says, by event name, as events of the store. */

import type { ServerEvent } from "../store/event";
import { readAction } from "./action";
import { readElement } from "./element";
import { each, optional, record, text } from "./json";
import { readAsked } from "./question";
import { readStep, readToken } from "./step";
import { readThread } from "./thread";
import { toastKind, type ToastKind } from "./toast";

type Reader = (payload: unknown) => ServerEvent | null;

function withStep(type: "new_message" | "update_message" | "stream_start"): Reader {
  return (payload) => {
    const step = readStep(payload);
    return step && { type, step };
  };
}

function withId(type: "delete_message" | "remove_element" | "remove_action"): Reader {
  return (payload) => {
    const id = text(record(payload)["id"]);
    return id ? { type, id } : null;
  };
}

function bare(type: "task_start" | "task_end" | "ask_timeout" | "clear_ask"): Reader {
  return () => ({ type });
}

const readers: Readonly<Record<string, Reader>> = {
  new_message: withStep("new_message"),
  update_message: withStep("update_message"),
  stream_start: withStep("stream_start"),
  delete_message: withId("delete_message"),
  remove_element: withId("remove_element"),
  remove_action: withId("remove_action"),
  task_start: bare("task_start"),
  task_end: bare("task_end"),
  ask_timeout: bare("ask_timeout"),
  clear_ask: bare("clear_ask"),
  ask: (payload) => {
    const asked = readAsked(payload);
    return asked && { type: "ask", ...asked };
  },
  stream_token: (payload) => {
    const token = readToken(payload);
    return token && { type: "stream_token", ...token };
  },
  element: (payload) => {
    const element = readElement(payload);
    return element && { type: "element", element };
  },
  action: (payload) => {
    const action = readAction(payload);
    return action && { type: "action", action };
  },
  set_sidebar_title: (payload) => {
    const title = text(payload);
    return title === undefined ? null : { type: "set_sidebar_title", title };
  },
  set_sidebar_elements: (payload) => {
    const { elements, key } = record(payload);
    if (!Array.isArray(elements)) return null;
    return { type: "set_sidebar_elements", elements: each(elements, readElement), ...optional("key", text(key)) };
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
