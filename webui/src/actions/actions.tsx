/** The buttons that the app hangs under a message. */

import { useTranslate } from "../i18n/translate";
import type { Action } from "../protocol/action";
import { useStore } from "../store/useStore";
import { ActionButton } from "./actionButton";
import { useClick } from "./useClick";

export function Actions({ actions }: { actions: readonly Action[] }) {
  const t = useTranslate();
  const connected = useStore((state) => state.connection === "connected");
  const { busy, click } = useClick();
  return (
    <div className="actions" role="group" aria-label={t("chat.actions.list")}>
      {actions.map((action) => (
        <ActionButton
          key={action.id}
          action={action}
          busy={busy.has(action.id)}
          disabled={!connected}
          onClick={() => click(action)}
        />
      ))}
    </div>
  );
}
