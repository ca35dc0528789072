import { useMemo } from "react";
import { useTranslate } from "../i18n/translate";
import { outlineOf, type Outline } from "../store/outline";
import { useStore } from "../store/useStore";
import { StepGroup } from "../steps/stepGroup";
import { Icon } from "./icon";
import { Message } from "./message";
import { useFollow } from "./useFollow";
import { Welcome } from "./welcome";
import { Working } from "./working";

/** The messages, the work towards them, and a reader's place among them. */
export function Thread() {
  const t = useTranslate();
  const parts = useParts();
  const { frame, content, away, jump } = useFollow();
  return (
    <main className="relative min-h-0 flex-1">
      {/* Not live: tokens would be read out one by one. The announcer reads whole messages. */}
      <div ref={frame} className="thread-frame" role="log" aria-live="off" aria-label={t("chat.messages.log")} tabIndex={0}>
        <div ref={content} className="column">
          {parts.length === 0 && <Welcome />}
          {parts.map(({ key, ids, message, previous }) =>
            message ? <Message key={key} id={key} previous={previous} /> : <StepGroup key={key} ids={ids} />,
          )}
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

interface Part {
  readonly key: string;
  /** Steps that follow each other; a message stands alone. */
  readonly ids: string[];
  readonly message: boolean;
  readonly previous: string | undefined;
}

function useParts(): readonly Part[] {
  const outline = useStore(outlineOf);
  const messages = useStore((state) => state.messages);
  return useMemo(() => partsOf(outline, new Set(messages)), [outline, messages]);
}

function partsOf({ roots }: Outline, messages: ReadonlySet<string>): readonly Part[] {
  const parts: Part[] = [];
  for (const id of roots) {
    const last = parts.at(-1);
    const message = messages.has(id);
    if (!message && last?.message === false) last.ids.push(id);
    else parts.push({ key: id, ids: [id], message, previous: last?.message ? last.key : undefined });
  }
  return parts;
}
