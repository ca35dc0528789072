import { useTranslate } from "../i18n/translate";
import type { State } from "../store/state";
import { useStore } from "../store/useStore";

// Longer texts are read in the conversation itself.
const MAX_CHARS = 800;

/** Reads out a message of the other side once it is complete. */
export function Announcer() {
  const t = useTranslate();
  const step = useStore(finished);
  const asked = useStore((state) => state.question?.kind === "text" && state.question.stepId === step?.id);
  const error = step?.isError ? `${t("chat.messages.error")}. ` : "";
  const text = step ? `${step.name}: ${error}${step.output}${asked ? ` ${t("chat.questions.next")}` : ""}` : "";
  return (
    <div className="sr-only" aria-live="polite" data-testid="announcer">
      {text.slice(0, MAX_CHARS)}
    </div>
  );
}

function finished({ messages, steps }: State) {
  const last = steps.get(messages.at(-1) ?? "");
  return last && last.type !== "user_message" && !last.streaming ? last : null;
}
