import { useTranslate } from "../i18n/translate";
import type { State } from "../store/state";
import { useStore } from "../store/useStore";

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

function isSilent({ running, messages, steps }: State): boolean {
  const last = steps.get(messages.at(-1) ?? "");
  return running && !(last?.streaming && last.output !== "");
}
