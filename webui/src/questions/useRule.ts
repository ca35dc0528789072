/** The rule for files, in words. */

import { useTranslate } from "../i18n/translate";
import type { Accept, UploadPolicy } from "../protocol/settings";

export function useRule({ accept, maxFiles, maxSizeMb }: UploadPolicy): string {
  const t = useTranslate();
  const count = maxFiles === 1 ? t("chat.questions.files.one") : t("chat.questions.files.many", { count: maxFiles });
  const types = typesOf(accept);
  const kind = types ? t("chat.questions.files.types", { types }) : t("chat.questions.files.any");
  return [count, t("chat.questions.files.size", { size: maxSizeMb }), kind].join(" · ");
}

/** File endings where they are given, else MIME types; empty when every file will do. */
function typesOf(accept: Accept): string {
  const all = Array.isArray(accept)
    ? (accept as readonly string[])
    : Object.entries(accept as Readonly<Record<string, readonly string[]>>).flatMap(([mime, ends]) => (ends.length > 0 ? ends : [mime]));
  return all.some((pattern) => pattern === "*/*" || pattern === "*") ? "" : all.join(", ");
}
