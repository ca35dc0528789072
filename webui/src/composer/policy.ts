/** Which files may go with a message. The server has the last word; this spares the user a useless upload. */

import type { TextKey } from "../i18n/english";
import type { Accept, UploadPolicy } from "../protocol/settings";

const MEGABYTE = 1024 * 1024;

/** Why a file may not be uploaded, as a text key; null when it may. */
export function refusal(file: { name: string; type: string; size: number }, policy: UploadPolicy): TextKey | null {
  if (file.size > policy.maxSizeMb * MEGABYTE) return "chat.fileUpload.errors.tooLarge";
  return accepts(policy.accept, file) ? null : "chat.fileUpload.errors.wrongType";
}

function accepts(accept: Accept, { name, type }: { name: string; type: string }): boolean {
  const lower = name.toLowerCase();
  return patterns(accept).some((pattern) =>
    pattern.startsWith(".") ? lower.endsWith(pattern) : matches(pattern, type.toLowerCase()),
  );
}

function matches(pattern: string, type: string): boolean {
  if (pattern === "*/*" || pattern === "*") return true;
  return pattern.endsWith("/*") ? type.startsWith(pattern.slice(0, -1)) : type === pattern;
}

function patterns(accept: Accept): string[] {
  const all = isList(accept) ? accept : Object.entries(accept).flatMap(([mime, ends]) => [mime, ...ends]);
  return all.map((pattern) => pattern.toLowerCase());
}

// `Array.isArray` alone does not know read-only lists.
function isList(accept: Accept): accept is readonly string[] {
  return Array.isArray(accept);
}

/** The policy for a file dialog; undefined lets it show every file. */
export function dialogFilter(accept: Accept): string | undefined {
  const all = patterns(accept);
  return all.some((pattern) => pattern === "*/*" || pattern === "*") ? undefined : all.join(",");
}
