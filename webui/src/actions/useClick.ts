/** Pressing buttons: each is busy until the server has answered, and a refusal is said. */

import { useCallback, useRef, useState } from "react";
import { useChat } from "../chat/context";
import { useTranslate } from "../i18n/translate";
import type { Action } from "../protocol/action";

interface Clicking {
  readonly busy: ReadonlySet<string>;
  readonly click: (action: Action) => void;
}

export function useClick(): Clicking {
  const chat = useChat();
  const t = useTranslate();
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set());
  // A second click may come before the first one is drawn.
  const pressed = useRef(new Set<string>());

  const mark = (id: string, on: boolean) => {
    if (on) pressed.current.add(id);
    else pressed.current.delete(id);
    setBusy(new Set(pressed.current));
  };
  const click = useCallback(
    (action: Action) => {
      if (pressed.current.has(action.id)) return;
      mark(action.id, true);
      chat
        .click(action)
        .catch((error: unknown) => {
          const message = (error instanceof Error && error.message) || t("chat.actions.failed");
          chat.store.dispatch({ type: "toast", message, kind: "error" });
        })
        .finally(() => mark(action.id, false));
    },
    [chat, t],
  );
  return { busy, click };
}
