import { useMemo } from "react";
import { useTranslate } from "../i18n/translate";
import type { Element } from "../protocol/types";
import type { State } from "../store/state";
import { useStore } from "../store/useStore";
import { Icon } from "./icon";
import { Message } from "./message";
import { useFollow } from "./useFollow";
import { Welcome } from "./welcome";
import { Working } from "./working";

/** The messages, and a reader's place among them. */
export function Thread() {
  const t = useTranslate();
  const messages = useStore((state) => state.messages);
  const elements = useElements();
  const { frame, content, away, jump } = useFollow();
  return (
    <main className="relative min-h-0 flex-1">
      {/* Not live: tokens would be read out one by one. The announcer reads whole messages. */}
      <div ref={frame} className="thread-frame" role="log" aria-live="off" aria-label={t("chat.messages.log")} tabIndex={0}>
        <div ref={content} className="column">
          {messages.length === 0 && <Welcome />}
          {messages.map((id, index) => (
            <Message key={id} id={id} previous={messages[index - 1]} elements={elements.get(id)} />
          ))}
          <Working />
        </div>
      </div>
      {away && (
        <button type="button" className="jump" onClick={jump}>
          <Icon name="arrowDown" size={16} />
          {t("chat.messages.jump")}
        </button>
      )}
    </main>
  );
}

function useElements(): ReadonlyMap<string, readonly Element[]> {
  const elements = useStore((state: State) => state.elements);
  return useMemo(() => {
    const shown = elements.filter(({ type, forId }) => type !== "tasklist" && forId !== undefined);
    return Map.groupBy(shown, ({ forId }) => forId ?? "");
  }, [elements]);
}
