import { useEffect } from "react";
import { useChat } from "../chat/context";
import { useTranslate } from "../i18n/translate";
import type { Toast } from "../store/state";
import { useStore } from "../store/useStore";
import { IconButton } from "./iconButton";

const SHOWN_MS = 7000;

export function Toasts() {
  const toasts = useStore((state) => state.toasts);
  return (
    <div className="toasts" role="status">
      {toasts.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </div>
  );
}

function ToastCard({ toast }: { toast: Toast }) {
  const t = useTranslate();
  const { store } = useChat();
  useEffect(() => {
    const timer = setTimeout(() => store.dispatch({ type: "dismiss", id: toast.id }), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [store, toast.id]);
  return (
    <div className={`toast ${toast.kind}`}>
      <p>{toast.message}</p>
      <IconButton icon="close" label={t("common.actions.dismiss")} onClick={() => store.dispatch({ type: "dismiss", id: toast.id })} />
    </div>
  );
}
