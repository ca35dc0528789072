/** Steps that follow each other, as the lines of one tree. */

import { useTranslate } from "../i18n/translate";
import { useStore } from "../store/useStore";
import { StepLine } from "./stepLine";

export function StepGroup({ ids }: { ids: readonly string[] }) {
  const t = useTranslate();
  return (
    <div className="step-group" role="group" aria-label={t("chat.steps.list")}>
      {ids.map((id) => (
        <StepItem key={id} id={id} />
      ))}
    </div>
  );
}

function StepItem({ id }: { id: string }) {
  const step = useStore((state) => state.steps.get(id));
  return step ? <StepLine step={step} /> : null;
}
