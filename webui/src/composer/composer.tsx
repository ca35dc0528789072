import { useLayoutEffect, useState, type ClipboardEvent, type KeyboardEvent, type RefObject } from "react";
import { useChat } from "../chat/context";
import { IconButton } from "../components/iconButton";
import { useTranslate } from "../i18n/translate";
import { QuestionBar } from "../questions/questionBar";
import { useStore } from "../store/useStore";
import { filesOf } from "./clipboard";
import { AttachButton } from "./attachButton";
import { AttachmentList } from "./attachmentList";
import type { Attachments } from "./useAttachments";
import { useTakesFiles } from "./useTakesFiles";

// Names the question for the message box.
const ASKED = "composer-question";

interface Props {
  attachments: Attachments;
  input: RefObject<HTMLTextAreaElement | null>;
}

/** Where a message is written. The text stays whatever happens to the connection. */
export function Composer({ attachments, input }: Props) {
  const chat = useChat();
  const t = useTranslate();
  const [text, setText] = useState("");
  // What is sent while the page connects for the first time is held until it has.
  const reachable = useStore(({ connection }) => connection === "connected" || connection === "connecting");
  const policy = useStore((state) => state.settings?.uploads);
  const question = useStore((state) => (state.question?.kind === "text" ? state.question : null));
  const takesFiles = useTakesFiles();
  useGrowing(input, text);

  const written = text.trim() !== "";
  // An answer is words alone; files wait for the message after it.
  const filled = written || (!question && attachments.items.some(({ status }) => status === "ready"));
  const ready = reachable && filled && !(attachments.busy && !question);

  const send = () => {
    if (!ready) return;
    if (question) chat.answerText(question, text.trim());
    else chat.send(text.trim(), attachments.take());
    setText("");
    input.current?.focus();
  };
  const pressed = (event: KeyboardEvent) => {
    // While an input method composes a word, Enter belongs to it.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  const pasted = (event: ClipboardEvent) => {
    const files = takesFiles ? filesOf(event) : null;
    if (!files) return;
    event.preventDefault();
    attachments.add(files);
  };

  const prompt = t(question ? "chat.questions.placeholder" : "chat.input.placeholder");
  const action = t(question ? "chat.questions.send" : "chat.input.actions.send");
  return (
    <form
      className={question ? "composer answering" : "composer"}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {question && <QuestionBar question={question} id={ASKED} />}
      <AttachmentList attachments={attachments} />
      <textarea
        ref={input}
        id="composer-input"
        rows={1}
        dir="auto"
        value={text}
        aria-label={prompt}
        aria-describedby={question ? ASKED : undefined}
        placeholder={prompt}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={pressed}
        onPaste={pasted}
      />
      <div className="composer-actions">
        {policy?.enabled && <AttachButton policy={policy} disabled={!takesFiles} onFiles={attachments.add} />}
        <span className="flex-1" />
        <StopButton onStopped={() => input.current?.focus()} />
        <IconButton type="submit" icon="arrowUp" label={action} className="send" disabled={!ready} />
      </div>
    </form>
  );
}

function StopButton({ onStopped }: { onStopped: () => void }) {
  const chat = useChat();
  const t = useTranslate();
  // Who is asked and will not answer can stop, too.
  const running = useStore((state) => state.running || state.question !== null);
  if (!running) return null;
  const stop = () => {
    chat.stop();
    onStopped();
  };
  return (
    <button type="button" className="stop" onClick={stop}>
      <span aria-hidden="true" />
      {t("chat.input.actions.stop")}
    </button>
  );
}

/** The box grows with its text; the style sheet sets the limit. */
function useGrowing(input: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    if (input.current) grow(input.current);
  }, [input, text]);
}

function grow(area: HTMLTextAreaElement): void {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight}px`;
}
