import { useEffect, useRef, type RefObject } from "react";
import { useChat } from "../chat/context";
import { useFocusHeir } from "../components/useFocusHeir";
import { Icon } from "../components/icon";
import { AttachmentList } from "../composer/attachmentList";
import { filesOf } from "../composer/clipboard";
import { DropZone } from "../composer/dropZone";
import { dialogFilter } from "../composer/policy";
import { useAttachments, type Attachments } from "../composer/useAttachments";
import { useTranslate } from "../i18n/translate";
import type { Question } from "../protocol/question";
import { useStore } from "../store/useStore";
import { useRule } from "./useRule";

/** A place for files, with the rule that they are measured against. One file is sent as soon as it is there. */
export function FileQuestion({ question }: { question: Question }) {
  const chat = useChat();
  const t = useTranslate();
  const connected = useStore((state) => state.connection === "connected");
  const files = useAttachments(question.files, question);
  const ready = connected && !files.busy && files.items.some(({ status }) => status === "ready");
  const answer = () => chat.answerFiles(question, files.take().map(({ id }) => ({ id })));
  const single = question.files.maxFiles === 1;
  const box = useRef<HTMLDivElement>(null);
  useOnce(single && ready, answer);
  useFocusHeir(box);
  usePaste(connected, files.add);
  return (
    <div ref={box} className="file-question" role="group" aria-label={t("chat.questions.files.label")}>
      <Picker question={question} files={files} disabled={!connected} />
      <AttachmentList attachments={files} />
      {!single && (
        <button type="button" className="button primary" disabled={!ready} onClick={answer}>
          {t("chat.questions.files.send")}
        </button>
      )}
      <DropZone enabled={connected} onFiles={files.add} />
    </div>
  );
}

function Picker({ question, files, disabled }: { question: Question; files: Attachments; disabled: boolean }) {
  const t = useTranslate();
  const rule = useRule(question.files);
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" className="drop-area" disabled={disabled} onClick={() => input.current?.click()}>
        <Icon name="file" size={22} />
        <span className="font-medium">{t("chat.questions.files.drop")}</span>
        <small>{rule}</small>
      </button>
      <FileInput input={input} question={question} onFiles={files.add} />
    </>
  );
}

interface InputProps {
  input: RefObject<HTMLInputElement | null>;
  question: Question;
  onFiles: (files: FileList) => void;
}

function FileInput({ input, question, onFiles }: InputProps) {
  return (
    <input
      ref={input}
      type="file"
      hidden
      data-question={question.stepId}
      multiple={question.files.maxFiles > 1}
      accept={dialogFilter(question.files.accept)}
      onChange={(event) => {
        if (event.target.files) onFiles(event.target.files);
        // The same file may be chosen again.
        event.target.value = "";
      }}
    />
  );
}

/** Takes files pasted anywhere on the page. */
function usePaste(enabled: boolean, onFiles: (files: FileList) => void): void {
  useEffect(() => {
    if (!enabled) return;
    const paste = (event: ClipboardEvent) => {
      const pasted = filesOf(event);
      if (!pasted) return;
      event.preventDefault();
      onFiles(pasted);
    };
    window.addEventListener("paste", paste);
    return () => window.removeEventListener("paste", paste);
  }, [enabled, onFiles]);
}

/** Runs when a condition first holds. */
function useOnce(holds: boolean, run: () => void): void {
  const done = useRef(false);
  useEffect(() => {
    if (!holds || done.current) return;
    done.current = true;
    run();
  });
}
