/** Files that wait to be sent: uploaded as soon as they are chosen, with the next message or as an answer. */

import { useCallback, useEffect, useRef, useState } from "react";
import type { SentFile } from "../chat/chat";
import { useChat } from "../chat/context";
import { useTranslate } from "../i18n/translate";
import type { Upload } from "../protocol/api";
import type { Question } from "../protocol/question";
import type { UploadPolicy } from "../protocol/settings";
import { refusal } from "./policy";

export interface Attachment {
  readonly key: number;
  readonly file: File;
  readonly status: "uploading" | "ready" | "failed";
  /** The part that is sent, 0 to 1. */
  readonly progress: number;
  readonly id?: string;
  readonly error?: string;
}

export interface Attachments {
  readonly items: readonly Attachment[];
  readonly busy: boolean;
  readonly add: (files: Iterable<File>) => void;
  readonly remove: (key: number) => void;
  /** The uploaded files; the composer is empty afterwards. */
  readonly take: () => SentFile[];
  /** Drops everything: the files belong to a session that has ended. */
  readonly clear: () => void;
}

export function useAttachments(policy: UploadPolicy | undefined, question?: Question): Attachments {
  const chat = useChat();
  const t = useTranslate();
  const [items, setItems] = useState<readonly Attachment[]>([]);
  const uploads = useRef(new Map<number, Upload>());
  const count = useRef(0);

  const change = useCallback((key: number, part: Partial<Attachment>) => {
    setItems((known) => known.map((item) => (item.key === key ? { ...item, ...part } : item)));
  }, []);

  const begin = (key: number, file: File) => {
    const upload = chat.upload(file, (progress) => change(key, { progress }), question);
    uploads.current.set(key, upload);
    upload.done
      .then((id) => change(key, { status: "ready", id }))
      .catch((error: unknown) => {
        const detail = error instanceof Error && error.message;
        change(key, { status: "failed", error: detail || t("chat.fileUpload.errors.failed") });
      })
      .finally(() => uploads.current.delete(key));
  };

  const add = (files: Iterable<File>) => {
    if (!policy?.enabled) return;
    const chosen = Array.from(files);
    const room = Math.max(0, policy.maxFiles - items.filter(({ status }) => status !== "failed").length);
    if (chosen.length > room) {
      const message = t("chat.fileUpload.errors.tooMany", { count: policy.maxFiles });
      chat.store.dispatch({ type: "toast", message, kind: "warning" });
    }
    for (const file of chosen.slice(0, room)) {
      const key = count.current++;
      const reason = refusal(file, policy);
      const error = reason && t(reason, { size: policy.maxSizeMb });
      const item: Attachment = { key, file, progress: 0, status: "uploading" };
      setItems((known) => [...known, error ? { ...item, status: "failed", error } : item]);
      if (!error) begin(key, file);
    }
  };

  const remove = (key: number) => {
    uploads.current.get(key)?.abort();
    setItems((known) => known.filter((item) => item.key !== key));
  };

  const clear = () => {
    for (const upload of uploads.current.values()) upload.abort();
    setItems([]);
  };

  const take = () => {
    setItems([]);
    return items.flatMap(({ id, file }) => (id ? [{ id, name: file.name, mime: file.type }] : []));
  };

  useEffect(() => {
    const open = uploads.current;
    return () => open.forEach((upload) => upload.abort());
  }, []);

  return { items, busy: items.some(({ status }) => status === "uploading"), add, remove, take, clear };
}
