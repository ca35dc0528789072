import { Icon } from "../components/icon";
import { useTranslate } from "../i18n/translate";
import type { Question } from "../protocol/question";
import { useStore } from "../store/useStore";

const MAX_CHARS = 160;

/** Above the message box: what is asked, and that the next message is the answer. */
export function QuestionBar({ question, id }: { question: Question; id: string }) {
  const t = useTranslate();
  const asked = useStore((state) => state.steps.get(question.stepId)?.output ?? "");
  return (
    <div className="question-bar" id={id}>
      <Icon name="question" size={16} />
      <p>
        <span className="font-medium">{t("chat.questions.text")}</span> <q dir="auto">{plain(asked)}</q>
      </p>
    </div>
  );
}

/** One line without the marks of Markdown. */
function plain(text: string): string {
  const line = text.replace(/[*_`#>~]+/g, "").replace(/\s+/g, " ").trim();
  return line.length > MAX_CHARS ? `${line.slice(0, MAX_CHARS)}…` : line;
}
