/** What the app's settings say about the page. */

import { each, optional, record, size, text, word } from "./json";

/** MIME patterns, or MIME patterns with the file endings that belong to them. */
export type Accept = readonly string[] | Readonly<Record<string, readonly string[]>>;

export interface UploadPolicy {
  readonly enabled: boolean;
  readonly accept: Accept;
  readonly maxFiles: number;
  readonly maxSizeMb: number;
}

const COTS = ["full", "tool_call", "hidden"] as const;
/** Which steps of the work towards an answer are shown. */
export type Cot = (typeof COTS)[number];

export interface Settings {
  readonly name: string;
  readonly description: string;
  readonly defaultTheme?: string;
  readonly confirmNewChat: boolean;
  readonly userMarkdown: boolean;
  readonly followUser: boolean;
  readonly followAssistant: boolean;
  readonly feedback: boolean;
  readonly cot: Cot;
  readonly uploads: UploadPolicy;
}

export function readAccept(value: unknown): Accept {
  if (Array.isArray(value)) return each(value, (item) => text(item) ?? null);
  const entries = Object.entries(record(value));
  if (entries.length === 0) return ["*/*"];
  return Object.fromEntries(entries.map(([mime, ends]) => [mime, each(ends, (end) => text(end) ?? null)]));
}

function readUploads(value: unknown): UploadPolicy {
  const json = record(value);
  return {
    enabled: json["enabled"] === true,
    accept: readAccept(json["accept"]),
    // The reference's defaults, for a server that sends none.
    maxFiles: size(json["max_files"], 20),
    maxSizeMb: size(json["max_size_mb"], 500),
  };
}

export function readSettings(value: unknown): Settings {
  const json = record(value);
  const ui = record(json["ui"]);
  const features = record(json["features"]);
  return {
    name: text(ui["name"]) ?? "Assistant",
    description: text(ui["description"]) ?? "",
    confirmNewChat: ui["confirm_new_chat"] !== false,
    userMarkdown: features["user_message_markdown"] !== false,
    followUser: features["user_message_autoscroll"] !== false,
    followAssistant: features["assistant_message_autoscroll"] !== false,
    feedback: features["feedback"] !== false,
    cot: word(ui["cot"], COTS),
    uploads: readUploads(features["spontaneous_file_upload"]),
    ...optional("defaultTheme", text(ui["default_theme"])),
  };
}
