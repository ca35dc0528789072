import { memo, useMemo } from "react";
import { Actions } from "../actions/actions";
import { Elements } from "../elements/elements";
import { Thumbs } from "../feedback/thumbs";
import { useTranslate } from "../i18n/translate";
import { CodeBlock } from "../markdown/codeBlock";
import { Markdown } from "../markdown/markdown";
import { referencesOf, type Reference } from "../markdown/references";
import type { Element } from "../protocol/element";
import type { Question } from "../protocol/question";
import type { Step } from "../protocol/step";
import { QuestionPart } from "../questions/questionPart";
import { actionsByMessage, elementsByMessage } from "../store/groups";
import { useStore } from "../store/useStore";
import { Avatar } from "./avatar";
import { Boundary } from "./boundary";
import { Icon } from "./icon";

// The same array each time: a text is drawn anew when its references change.
const NONE: readonly Reference[] = [];

interface Props {
  id: string;
  /** The message above; the same author is not named twice in a row. */
  previous: string | undefined;
}

export const Message = memo(function Message({ id, previous }: Props) {
  const step = useStore((state) => state.steps.get(id));
  const above = useStore((state) => (previous ? authorOf(state.steps.get(previous)) : ""));
  const elements = useStore((state) => elementsByMessage(state.elements).get(id));
  const question = useStore((state) => (state.question?.stepId === id ? state.question : null));
  if (!step) return null;
  const mine = step.type === "user_message";
  return (
    <article className={classOf(mine, question !== null)} data-id={id}>
      {mine ? <UserMessage step={step} /> : <BotMessage step={step} above={above} elements={elements} />}
      {elements && <Elements elements={elements} />}
      {question && <QuestionPart question={question} />}
      <Buttons id={id} question={question} />
      {!mine && <Rating step={step} asking={question !== null} />}
    </article>
  );
});

function classOf(mine: boolean, asking: boolean): string {
  if (asking) return "message asking";
  return mine ? "message from-user" : "message";
}

function authorOf(step: Step | undefined): string {
  return step ? `${step.type} ${step.name}` : "";
}

/** The message's buttons, without those that answer a question. */
function Buttons({ id, question }: { id: string; question: Question | null }) {
  const all = useStore((state) => actionsByMessage(state.actions).get(id));
  const free = useMemo(() => all?.filter((action) => !question?.keys.includes(action.id)), [all, question]);
  return free && free.length > 0 ? <Actions actions={free} /> : null;
}

/** A finished answer can be rated; a question waits for something else. */
function Rating({ step, asking }: { step: Step; asking: boolean }) {
  const wanted = useStore((state) => state.settings?.feedback !== false);
  const finished = step.type === "assistant_message" && !step.streaming && !step.isError && !asking;
  return wanted && finished ? <Thumbs step={step} /> : null;
}

function UserMessage({ step }: { step: Step }) {
  const t = useTranslate();
  const held = useStore((state) => state.held.includes(step.id));
  const asMarkdown = useStore((state) => state.settings?.userMarkdown !== false);
  return (
    <>
      <h3 className="sr-only">{t("chat.messages.you")}</h3>
      {step.output && (
        <div className={held ? "bubble held" : "bubble"}>
          {asMarkdown ? <Body step={step} /> : <p className="plain" dir="auto">{step.output}</p>}
        </div>
      )}
      {held && <p className="held-note">{t("chat.messages.held")}</p>}
    </>
  );
}

interface BotProps {
  step: Step;
  above: string;
  elements: readonly Element[] | undefined;
}

function BotMessage({ step, above, elements }: BotProps) {
  const repeated = above === authorOf(step);
  const references = useMemo(() => elements && referencesOf(elements), [elements]);
  return (
    <>
      <h3 className={repeated ? "sr-only" : "author"}>
        <Avatar name={step.name} />
        {step.name}
      </h3>
      {step.isError ? <ErrorBody step={step} /> : <Body step={step} references={references} />}
    </>
  );
}

function ErrorBody({ step }: { step: Step }) {
  const t = useTranslate();
  return (
    <div className="error-card">
      <Icon name="error" />
      <span className="sr-only">{t("chat.messages.error")}</span>
      <Body step={step} />
    </div>
  );
}

function Body({ step, references }: { step: Step; references?: readonly Reference[] | undefined }) {
  return (
    <Boundary fallback={<p className="plain">{step.output}</p>}>
      {step.language ? (
        <CodeBlock code={step.output} language={step.language} />
      ) : (
        <Markdown text={step.output} references={references ?? NONE} />
      )}
    </Boundary>
  );
}
