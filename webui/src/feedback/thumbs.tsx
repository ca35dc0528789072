/** What a person thinks of an answer: a thumb, and a few words if they like. */

import { useState } from "react";
import { useChat } from "../chat/context";
import { IconButton } from "../components/iconButton";
import { useTranslate } from "../i18n/translate";
import type { Feedback, Step } from "../protocol/step";
import { useStore } from "../store/useStore";
import { CommentForm } from "./commentForm";

const THUMBS = [
  { value: 1, icon: "thumbUp", label: "chat.messages.feedback.positive" },
  { value: 0, icon: "thumbDown", label: "chat.messages.feedback.negative" },
] as const;

export function Thumbs({ step }: { step: Step }) {
  const t = useTranslate();
  const connected = useStore((state) => state.connection === "connected");
  const [writing, setWriting] = useState(false);
  const { busy, rate } = useRate(step.id);
  const given = step.feedback;
  const press = (value: 0 | 1) => {
    if (busy) return;
    const again = given?.value === value;
    setWriting(!again);
    rate(again ? undefined : { ...given, value });
  };
  const comment = (text: string) => {
    setWriting(false);
    if (given) rate({ ...given, comment: text });
  };
  return (
    <>
      <div className={given ? "thumbs given" : "thumbs"} role="group" aria-label={t("chat.messages.feedback.label")}>
        {THUMBS.map(({ value, icon, label }) => (
          <IconButton
            key={value}
            icon={icon}
            label={t(label)}
            className="small"
            aria-pressed={given?.value === value}
            disabled={!connected}
            onClick={() => press(value)}
          />
        ))}
        {given?.comment && !writing && <Comment text={given.comment} onEdit={() => setWriting(true)} />}
      </div>
      {writing && given && <CommentForm before={given.comment ?? ""} onSend={comment} onClose={() => setWriting(false)} />}
    </>
  );
}

function Comment({ text, onEdit }: { text: string; onEdit: () => void }) {
  const t = useTranslate();
  return (
    <button type="button" className="comment" title={t("chat.messages.feedback.edit")} onClick={onEdit}>
      <span className="truncate" dir="auto">
        {text}
      </span>
    </button>
  );
}

/** Tells the server, and says so when that failed. */
function useRate(stepId: string) {
  const chat = useChat();
  const t = useTranslate();
  const [busy, setBusy] = useState(false);
  const rate = (feedback: Feedback | undefined) => {
    setBusy(true);
    chat
      .rate(stepId, feedback)
      .catch((error: unknown) => {
        const message = (error instanceof Error && error.message) || t("chat.messages.feedback.failed");
        chat.store.dispatch({ type: "toast", message, kind: "error" });
      })
      .finally(() => setBusy(false));
  };
  return { busy, rate };
}
