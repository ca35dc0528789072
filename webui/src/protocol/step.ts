/** A message, or a step of the work towards one. */

import { number, optional, record, text } from "./json";

export interface Feedback {
  readonly id?: string;
  readonly value: 0 | 1;
  readonly comment?: string;
}

export interface Step {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly output: string;
  readonly input: string;
  readonly parentId?: string;
  readonly language?: string;
  /** Whether the input is shown; a string is the language it is shown in. */
  readonly showInput?: boolean | string;
  /** When it began and ended, in milliseconds since 1970; a step without an end is at work. */
  readonly start?: number;
  readonly end?: number;
  readonly defaultOpen?: boolean;
  readonly autoCollapse?: boolean;
  readonly icon?: string;
  readonly feedback?: Feedback;
  readonly isError: boolean;
  readonly streaming: boolean;
}

export interface Token {
  readonly id: string;
  readonly token: string;
  readonly isSequence: boolean;
  readonly isInput: boolean;
}

const MESSAGES: ReadonlySet<string> = new Set(["user_message", "assistant_message", "system_message"]);

export function isMessage(step: Step): boolean {
  return MESSAGES.has(step.type);
}

export function readStep(value: unknown): Step | null {
  const json = record(value);
  const id = text(json["id"]);
  if (!id) return null;
  return {
    id,
    name: text(json["name"]) ?? "",
    type: text(json["type"]) ?? "undefined",
    output: content(json["output"]),
    input: content(json["input"]),
    isError: json["isError"] === true,
    streaming: json["streaming"] === true,
    ...optional("parentId", text(json["parentId"])),
    ...optional("language", text(json["language"])),
    ...optional("showInput", shown(json["showInput"])),
    ...optional("start", time(json["start"])),
    ...optional("end", time(json["end"])),
    ...optional("defaultOpen", json["defaultOpen"] === true || undefined),
    ...optional("autoCollapse", json["autoCollapse"] === true || undefined),
    ...optional("icon", text(json["icon"])),
    ...optional("feedback", readFeedback(json["feedback"])),
  };
}

export function readToken(value: unknown): Token | null {
  const json = record(value);
  const id = text(json["id"]);
  const token = text(json["token"]);
  if (!id || token === undefined) return null;
  return { id, token, isSequence: json["isSequence"] === true, isInput: json["isInput"] === true };
}

export function readFeedback(value: unknown): Feedback | undefined {
  const json = record(value);
  const thumb = number(json["value"]);
  if (thumb === undefined) return undefined;
  return { value: thumb > 0 ? 1 : 0, ...optional("id", text(json["id"])), ...optional("comment", text(json["comment"])) };
}

/** The text of a step; the reference allows objects, which are shown as JSON. */
function content(value: unknown): string {
  if (value === undefined || value === null) return "";
  return text(value) ?? JSON.stringify(value, null, 2);
}

function shown(value: unknown): boolean | string | undefined {
  if (typeof value === "boolean") return value;
  // Stores that know texts only give the truth back as a word.
  if (value === "true" || value === "false") return value === "true";
  return text(value);
}

function time(value: unknown): number | undefined {
  const found = typeof value === "string" ? Date.parse(value) : number(value);
  return Number.isNaN(found) ? undefined : found;
}
