import { useEffect, useRef, useState } from "react";
import { useTranslate } from "../i18n/translate";

interface Props {
  before: string;
  onSend: (text: string) => void;
  onClose: () => void;
}

// What a person writes about one answer; more is not kept.
const MAX_CHARS = 2000;

export function CommentForm({ before, onSend, onClose }: Props) {
  const t = useTranslate();
  const [text, setText] = useState(before);
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => area.current?.focus(), []);
  return (
    <form
      className="comment-form"
      onSubmit={(event) => {
        event.preventDefault();
        onSend(text.trim());
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
    >
      <textarea
        ref={area}
        rows={2}
        dir="auto"
        maxLength={MAX_CHARS}
        value={text}
        aria-label={t("chat.messages.feedback.dialog.yourFeedback")}
        placeholder={t("chat.messages.feedback.dialog.yourFeedback")}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="comment-actions">
        <button type="button" className="button" onClick={onClose}>
          {t("common.actions.cancel")}
        </button>
        <button type="submit" className="button primary" disabled={text.trim() === before}>
          {t("chat.messages.feedback.dialog.submit")}
        </button>
      </div>
    </form>
  );
}
