/** What is to be done, and how far it has come. */

import { each, optional, record, text, word } from "./json";

const STATES = ["ready", "running", "failed", "done"] as const;
export type TaskState = (typeof STATES)[number];

export interface Task {
  readonly title: string;
  readonly state: TaskState;
  /** The message that the task leads to. */
  readonly forId?: string;
}

export interface TaskList {
  readonly status: string;
  readonly tasks: readonly Task[];
}

// A list for people; more would be a table.
const MAX_TASKS = 500;
const MAX_CHARS = 500;

export function readTaskList(value: unknown): TaskList {
  const json = record(value);
  return { status: text(json["status"]) ?? "", tasks: each(json["tasks"], readTask).slice(0, MAX_TASKS) };
}

function readTask(value: unknown): Task | null {
  const json = record(value);
  const title = text(json["title"]);
  if (title === undefined) return null;
  return { title: title.slice(0, MAX_CHARS), state: word(json["status"], STATES), ...optional("forId", text(json["forId"])) };
}
