import { useTranslate } from "../i18n/translate";
import type { TextKey } from "../i18n/english";
import { plain } from "../markdown/plain";
import type { Question } from "../protocol/question";
import type { State } from "../store/state";
import { useStore } from "../store/useStore";

// Longer texts are read in the conversation itself.
const MAX_CHARS = 800;

/** How a question is answered. */
const hints: Readonly<Record<Question["kind"], TextKey>> = {
  text: "chat.questions.next",
  action: "chat.questions.hints.action",
  file: "chat.questions.hints.file",
  element: "chat.questions.hints.element",
};

/** Reads out a message of the other side once it is complete. */
export function Announcer() {
  const t = useTranslate();
  const step = useStore(finished);
  const asked = useStore((state) => (state.question?.stepId === step?.id ? state.question?.kind : undefined));
  const error = step?.isError ? `${t("chat.messages.error")}. ` : "";
  const hint = asked ? ` ${t(hints[asked])}` : "";
  return (
    <div className="sr-only" aria-live="polite" data-testid="announcer">
      {step && `${step.name}: ${error}${plain(step.output, MAX_CHARS)}${hint}`}
    </div>
  );
}

function finished({ messages, steps }: State) {
  const last = steps.get(messages.at(-1) ?? "");
  return last && last.type !== "user_message" && !last.streaming ? last : null;
}
