import { Icon } from "../components/icon";
import { useTranslate } from "../i18n/translate";
import { plain } from "../markdown/plain";
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
        <span className="font-medium">{t("chat.questions.text")}</span> <q dir="auto">{plain(asked, MAX_CHARS)}</q>
      </p>
    </div>
  );
}
