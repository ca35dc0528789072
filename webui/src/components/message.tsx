import { memo } from "react";
import { useTranslate } from "../i18n/translate";
import { CodeBlock } from "../markdown/codeBlock";
import { Markdown } from "../markdown/markdown";
import type { Element, Step } from "../protocol/types";
import { useStore } from "../store/useStore";
import { Avatar } from "./avatar";
import { Boundary } from "./boundary";
import { Elements } from "./elements";
import { Icon } from "./icon";

interface Props {
  id: string;
  /** The message above; the same author is not named twice in a row. */
  previous: string | undefined;
  elements: readonly Element[] | undefined;
}

export const Message = memo(function Message({ id, previous, elements }: Props) {
  const step = useStore((state) => state.steps.get(id));
  const above = useStore((state) => (previous ? authorOf(state.steps.get(previous)) : ""));
  if (!step) return null;
  const view = step.type === "user_message" ? <UserMessage step={step} /> : <BotMessage step={step} above={above} />;
  return (
    <article className={step.type === "user_message" ? "message from-user" : "message"} data-id={id}>
      {view}
      {elements && <Elements elements={elements} />}
    </article>
  );
});

function authorOf(step: Step | undefined): string {
  return step ? `${step.type} ${step.name}` : "";
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

function BotMessage({ step, above }: { step: Step; above: string }) {
  const repeated = above === authorOf(step);
  return (
    <>
      <h3 className={repeated ? "sr-only" : "author"}>
        <Avatar name={step.name} />
        {step.name}
      </h3>
      {step.isError ? <ErrorBody step={step} /> : <Body step={step} />}
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

function Body({ step }: { step: Step }) {
  return (
    <Boundary fallback={<p className="plain">{step.output}</p>}>
      {step.language ? <CodeBlock code={step.output} language={step.language} /> : <Markdown text={step.output} />}
    </Boundary>
  );
}
