import { useEffect, useRef, useState } from "react";
import { useChat } from "./chat/context";
import { Announcer } from "./components/announcer";
import { Confirm } from "./components/confirm";
import { ConnectionBar } from "./components/connectionBar";
import { Header } from "./components/header";
import { Thread } from "./components/thread";
import { Toasts } from "./components/toasts";
import { Composer } from "./composer/composer";
import { DropZone } from "./composer/dropZone";
import { useAttachments } from "./composer/useAttachments";
import { useTranslate } from "./i18n/translate";
import { useStore } from "./store/useStore";

export function App() {
  const t = useTranslate();
  const settings = useStore((state) => state.settings);
  const connected = useStore((state) => state.connection === "connected");
  const attachments = useAttachments();
  const input = useRef<HTMLTextAreaElement>(null);
  const newChat = useNewChat(() => {
    attachments.clear();
    input.current?.focus();
  });
  useTitle(settings?.name);
  useFirstFocus(input);
  return (
    <div className="page">
      <a href="#composer-input" className="skip-link" onClick={(event) => focusInstead(event, input.current)}>
        {t("chat.messages.skip")}
      </a>
      <Header onNewChat={newChat.ask} />
      <Thread />
      <footer className="footer">
        <ConnectionBar />
        <Composer attachments={attachments} input={input} />
      </footer>
      <DropZone enabled={connected && settings?.uploads.enabled === true} onFiles={attachments.add} />
      <Toasts />
      <Announcer />
      {newChat.asking && (
        <Confirm
          title={t("navigation.newChat.dialog.title")}
          description={t("navigation.newChat.dialog.description")}
          onConfirm={newChat.begin}
          onClose={newChat.close}
        />
      )}
    </div>
  );
}

/** New chat, with a question first when there is something to lose and the app wants it asked. */
function useNewChat(begun: () => void) {
  const chat = useChat();
  const [asking, setAsking] = useState(false);
  const begin = () => {
    void chat.renew();
    begun();
  };
  const ask = () => {
    const { messages, settings } = chat.store.getState();
    if (messages.length > 0 && settings?.confirmNewChat !== false) setAsking(true);
    else begin();
  };
  return { asking, ask, begin, close: () => setAsking(false) };
}

function useTitle(name: string | undefined): void {
  useEffect(() => {
    if (name) document.title = name;
  }, [name]);
}

/** With a mouse, typing may begin at once; on a touch screen the keyboard would cover half of the page. */
function useFirstFocus(input: { current: HTMLElement | null }): void {
  useEffect(() => {
    if (matchMedia("(pointer: fine)").matches) input.current?.focus();
  }, [input]);
}

/** A fragment in the address would be resolved against `<base>`, and stay in the address bar. */
function focusInstead(event: { preventDefault: () => void }, target: HTMLElement | null): void {
  event.preventDefault();
  target?.focus();
}
