import { useTranslate } from "../i18n/translate";
import { isMessage, type Step } from "../protocol/step";
import { stateOf } from "../steps/state";
import { outlineOf } from "../store/outline";
import type { State } from "../store/state";
import { useStore } from "../store/useStore";

// A step that runs stands among the last things that happened.
const LOOKED_AT = 8;

/** Three dots while something runs and no text grows yet. */
export function Working() {
  const t = useTranslate();
  const silent = useStore(isSilent);
  const name = useStore((state) => state.settings?.name ?? "");
  return (
    <div role="status" className={silent ? "working" : "sr-only"}>
      {silent && (
        <>
          <span className="sr-only">{t("chat.messages.working", { name })}</span>
          <span aria-hidden="true" className="dots">
            <i />
            <i />
            <i />
          </span>
        </>
      )}
    </div>
  );
}

/** Nothing on the page shows by itself that the app is at work. */
function isSilent(state: State): boolean {
  const { running, question, order, steps } = state;
  if (!running || question) return false;
  const last = steps.get(order.at(-1) ?? "");
  if (last?.streaming && last.output !== "") return false;
  return !outlineOf(state).roots.slice(-LOOKED_AT).some((id) => isWorking(steps.get(id)));
}

function isWorking(step: Step | undefined): boolean {
  return step !== undefined && !isMessage(step) && stateOf(step, true) === "running";
}
