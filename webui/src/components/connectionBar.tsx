import { useEffect, useState } from "react";
import { useChat } from "../chat/context";
import { useTranslate } from "../i18n/translate";
import { useStore } from "../store/useStore";

// A connection that comes up at once needs no word.
const PATIENCE_MS = 600;

/** Says when the server is not there; always present, so that screen readers hear the change. */
export function ConnectionBar() {
  const t = useTranslate();
  const chat = useChat();
  const connection = useStore((state) => state.connection);
  const patient = usePatience(connection === "connecting");
  const shown = connection !== "connected" && !patient;
  return (
    <div role="status" className={shown ? "connection-bar" : "sr-only"} data-connection={connection}>
      {shown && (
        <>
          <span className={connection === "refused" ? "dot bad" : "dot"} aria-hidden="true" />
          {t(`chat.connection.${connection}`)}
          {connection === "refused" && (
            <button type="button" className="text-button" onClick={() => chat.retry()}>
              {t("common.actions.retry")}
            </button>
          )}
        </>
      )}
    </div>
  );
}

function usePatience(waiting: boolean): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return waiting && !over;
}
