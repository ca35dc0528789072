/** One step: a line that tells what was used and how it went; opened, what went in and came out. */

import { memo, useId, useState } from "react";
import { Icon } from "../components/icon";
import { NamedIcon } from "../icons/namedIcon";
import { useTranslate, type Translate } from "../i18n/translate";
import type { Step } from "../protocol/step";
import { outlineOf } from "../store/outline";
import { useStore } from "../store/useStore";
import { stateOf, type StepState } from "./state";
import { StepBody } from "./stepBody";

const SECOND = 1000;
const SHORTEST = 50;

export const StepLine = memo(function StepLine({ step }: { step: Step }) {
  const t = useTranslate();
  const running = useStore((state) => state.running);
  const shown = stateOf(step, running);
  const { open, toggle } = useOpen(step, shown);
  const body = useId();
  return (
    <div className="step" data-id={step.id} data-state={shown}>
      <button type="button" className="step-line" aria-expanded={open} aria-controls={body} onClick={toggle}>
        <StepIcon step={step} state={shown} />
        <span className="step-name">
          {t(shown === "running" ? "chat.messages.status.using" : "chat.messages.status.used")} <b dir="auto">{step.name}</b>
        </span>
        <Duration step={step} />
        <span className="sr-only">{t(`chat.steps.${shown}`)}</span>
        <Icon name="chevron" size={14} />
      </button>
      <div id={body} hidden={!open}>
        {open && <StepBody step={step} />}
      </div>
    </div>
  );
});

/** As the app says at first, then as the reader says. */
function useOpen(step: Step, state: StepState) {
  const [choice, setChoice] = useState<boolean | null>(null);
  // A message that hangs in a step, and what it asks, must be seen.
  const speaks = useStore((state) => outlineOf(state).speaking.has(step.id));
  const preset = step.defaultOpen === true && !(step.autoCollapse && state !== "running");
  const open = choice ?? (preset || speaks);
  return { open, toggle: () => setChoice(!open) };
}

function StepIcon({ step, state }: { step: Step; state: StepState }) {
  return (
    <span className="step-icon">
      {state === "running" && <span className="spinner" aria-hidden="true" />}
      {state === "failed" && <Icon name="warning" size={15} />}
      {state === "done" && (step.icon ? <NamedIcon name={step.icon} /> : <Icon name="check" size={15} />)}
    </span>
  );
}

function Duration({ step: { start, end } }: { step: Step }) {
  const t = useTranslate();
  if (start === undefined || end === undefined || end - start < SHORTEST) return null;
  return <span className="step-time">{duration(end - start, t)}</span>;
}

/** Tenths below ten seconds; then seconds, then minutes. */
export function duration(span: number, t: Translate): string {
  const seconds = span / SECOND;
  if (seconds < 60) return t("chat.steps.seconds", { seconds: seconds < 10 ? seconds.toFixed(1) : Math.round(seconds) });
  return t("chat.steps.minutes", { minutes: Math.floor(seconds / 60), seconds: Math.round(seconds % 60) });
}
