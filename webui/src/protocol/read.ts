/** From unknown JSON to the nouns of `types.ts`. What cannot be read is null, never an exception. */

import type { Accept, Element, Settings, Step, Thread, Token, UploadPolicy } from "./types";

type Json = Readonly<Record<string, unknown>>;

export function record(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

export function text(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" ? String(value) : undefined;
}

function optional<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  return (value ? { [key]: value } : {}) as { [P in K]?: string };
}

/** The text of a step; the reference allows objects, which are shown as JSON. */
function content(value: unknown): string {
  if (value === undefined || value === null) return "";
  return text(value) ?? JSON.stringify(value, null, 2);
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
  };
}

export function readElement(value: unknown): Element | null {
  const json = record(value);
  const id = text(json["id"]);
  if (!id) return null;
  return {
    id,
    type: text(json["type"]) ?? "file",
    name: text(json["name"]) ?? "",
    ...optional("forId", text(json["forId"])),
    ...optional("mime", text(json["mime"])),
    ...optional("url", text(json["url"])),
    ...optional("key", text(json["chainlitKey"])),
  };
}

export function readToken(value: unknown): Token | null {
  const json = record(value);
  const id = text(json["id"]);
  const token = text(json["token"]);
  if (!id || token === undefined) return null;
  return { id, token, isSequence: json["isSequence"] === true, isInput: json["isInput"] === true };
}

export function readThread(value: unknown): Thread | null {
  const json = record(value);
  const id = text(json["id"]);
  if (!id) return null;
  return { id, steps: each(json["steps"], readStep), elements: each(json["elements"], readElement) };
}

function each<T>(value: unknown, read: (item: unknown) => T | null): T[] {
  if (!Array.isArray(value)) return [];
  return value.map(read).filter((item): item is T & {} => item !== null);
}

function size(value: unknown, otherwise: number): number {
  return typeof value === "number" && value > 0 ? value : otherwise;
}

function readAccept(value: unknown): Accept {
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
    uploads: readUploads(features["spontaneous_file_upload"]),
    ...optional("defaultTheme", text(ui["default_theme"])),
  };
}
