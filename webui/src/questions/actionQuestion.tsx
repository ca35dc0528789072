import { useMemo } from "react";
import { ActionButton } from "../actions/actionButton";
import { useChat } from "../chat/context";
import { useTranslate } from "../i18n/translate";
import type { Question } from "../protocol/question";
import { useStore } from "../store/useStore";

/** Buttons, one of which is the answer. */
export function ActionQuestion({ question }: { question: Question }) {
  const chat = useChat();
  const t = useTranslate();
  const connected = useStore((state) => state.connection === "connected");
  const actions = useStore((state) => state.actions);
  const asked = useMemo(() => actions.filter(({ id }) => question.keys.includes(id)), [actions, question]);
  return (
    <div className="actions" role="group" aria-label={t("chat.questions.choose")}>
      {asked.map((action) => (
        <ActionButton
          key={action.id}
          action={action}
          busy={false}
          disabled={!connected}
          onClick={() => chat.answerAction(question, action)}
        />
      ))}
    </div>
  );
}
