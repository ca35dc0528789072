import { useCallback, useEffect, useState } from "react";
import { useChat } from "../chat/context";
import { useTranslate } from "../i18n/translate";
import type { ToastKind } from "../protocol/toast";
import type { Toast } from "../store/state";
import { useStore } from "../store/useStore";
import { IconButton } from "./iconButton";

const SHOWN_MS = 7000;

/** The notices of the conversation. */
export function Toasts() {
  const { store } = useChat();
  const toasts = useStore((state) => state.toasts);
  const dismiss = useCallback((id: number) => store.dispatch({ type: "dismiss", id }), [store]);
  return <ToastCards toasts={toasts} onDismiss={dismiss} />;
}

interface OwnToasts {
  readonly toasts: readonly Toast[];
  readonly notify: (message: string, kind: ToastKind) => void;
  readonly dismiss: (id: number) => void;
}

/** Notices of a page that has no conversation. */
export function useOwnToasts(): OwnToasts {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const notify = useCallback((message: string, kind: ToastKind) => {
    setToasts((known) => [...known, { id: (known.at(-1)?.id ?? 0) + 1, message, kind }]);
  }, []);
  const dismiss = useCallback((id: number) => setToasts((known) => known.filter((toast) => toast.id !== id)), []);
  return { toasts, notify, dismiss };
}

interface Props {
  toasts: readonly Toast[];
  onDismiss: (id: number) => void;
}

export function ToastCards({ toasts, onDismiss }: Props) {
  return (
    <div className="toasts" role="status">
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} onDismiss={onDismiss} />
      ))}
    </div>
  );
}

function ToastCard({ toast, onDismiss }: { toast: Toast; onDismiss: Props["onDismiss"] }) {
  const t = useTranslate();
  useEffect(() => {
    const timer = setTimeout(() => onDismiss(toast.id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [onDismiss, toast.id]);
  return (
    <div className={`toast ${toast.kind}`}>
      <p dir="auto">{toast.message}</p>
      <IconButton icon="close" label={t("common.actions.dismiss")} onClick={() => onDismiss(toast.id)} />
    </div>
  );
}
