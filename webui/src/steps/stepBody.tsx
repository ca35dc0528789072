import { useMemo } from "react";
import { Boundary } from "../components/boundary";
import { Message } from "../components/message";
import { Elements } from "../elements/elements";
import { clip } from "../elements/useText";
import { useTranslate } from "../i18n/translate";
import { CodeBlock } from "../markdown/codeBlock";
import { Markdown } from "../markdown/markdown";
import type { Step } from "../protocol/step";
import { elementsByMessage } from "../store/groups";
import { outlineOf } from "../store/outline";
import { useStore } from "../store/useStore";
import { StepLine } from "./stepLine";

// What goes in and out of tools can be long; the rest is for logs.
const MAX_CHARS = 50_000;
const JSON_LIKE = /^\s*[[{]/;

/** What is in an open step. */
export function StepBody({ step }: { step: Step }) {
  const t = useTranslate();
  const elements = useStore((state) => elementsByMessage(state.elements).get(step.id));
  const children = useStore((state) => outlineOf(state).children.get(step.id));
  const showsInput = step.input !== "" && step.showInput !== false;
  const empty = !showsInput && step.output === "" && !elements && !children;
  return (
    <div className="step-body">
      {showsInput && <Part title={t("chat.steps.input")} text={step.input} language={inputLanguage(step)} />}
      {children?.map((id) => <Child key={id} id={id} />)}
      {step.output !== "" && <Part title={t("chat.steps.output")} text={step.output} language={step.language} />}
      {elements && <Elements elements={elements} />}
      {empty && <p className="note">{t("chat.steps.empty")}</p>}
    </div>
  );
}

/** A message, or another step. */
function Child({ id }: { id: string }) {
  const step = useStore((state) => state.steps.get(id));
  const isMessage = useStore((state) => state.messages.includes(id));
  if (!step) return null;
  return isMessage ? <Message id={id} previous={undefined} /> : <StepLine step={step} />;
}

interface PartProps {
  title: string;
  text: string;
  language: string | undefined;
}

function Part({ title, text, language }: PartProps) {
  const t = useTranslate();
  const shown = useMemo(() => clip(text, MAX_CHARS), [text]);
  return (
    <section className="step-part" aria-label={title}>
      <h4>{title}</h4>
      <Boundary fallback={<p className="plain">{shown.text}</p>}>
        <div className="step-text" tabIndex={0} role="group" aria-label={title}>
          {language ? <CodeBlock code={shown.text} language={language} /> : <Markdown text={shown.text} />}
        </div>
      </Boundary>
      {shown.clipped && <p className="note">{t("chat.elements.clipped")}</p>}
    </section>
  );
}

/** `showInput` may name the language; objects come as JSON. */
function inputLanguage({ showInput, input }: Step): string | undefined {
  if (typeof showInput === "string") return showInput;
  return JSON_LIKE.test(input) ? "json" : undefined;
}
