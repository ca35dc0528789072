import { useEffect, useRef, useState, type RefObject } from "react";
import { useChat } from "./chat/context";
import { Announcer } from "./components/announcer";
import { Confirm } from "./components/confirm";
import { ConnectionBar } from "./components/connectionBar";
import { Header } from "./components/header";
import { Thread } from "./components/thread";
import { Toasts } from "./components/toasts";
import { useMedia } from "./components/useMedia";
import { Composer } from "./composer/composer";
import { DropZone } from "./composer/dropZone";
import { useAttachments, type Attachments } from "./composer/useAttachments";
import { useTakesFiles } from "./composer/useTakesFiles";
import { HostContext } from "./elements/host";
import { showReference } from "./elements/reference";
import { useChatHost } from "./elements/useChatHost";
import { useTranslate } from "./i18n/translate";
import { ReferenceContext } from "./markdown/markdown";
import { SidePanel } from "./panel/sidePanel";
import { ElementPage } from "./route/elementPage";
import { useElementRoute } from "./route/route";
import { useStore } from "./store/useStore";
import { TaskPanel } from "./tasks/taskPanel";

// There is room for the conversation and something beside it.
const ROOMY = "(min-width: 64rem)";

export function App() {
  const t = useTranslate();
  const settings = useStore((state) => state.settings);
  const attachments = useAttachments(settings?.uploads);
  const input = useRef<HTMLTextAreaElement>(null);
  const route = useElementRoute();
  const host = useChatHost();
  const newChat = useNewChat(() => {
    attachments.clear();
    input.current?.focus();
  });
  useTitle(settings?.name);
  useFirstFocus(input, route === null);
  return (
    <HostContext value={host}>
      <ReferenceContext value={showReference}>
        <div className="page">
          {/* Stays as it is under an element's page: the place in the text, and what was typed. */}
          <div className="conversation" inert={route !== null}>
            <a href="#composer-input" className="skip-link" onClick={(event) => focusInstead(event, input.current)}>
              {t("chat.messages.skip")}
            </a>
            <Workspace onNewChat={newChat.ask} attachments={attachments} input={input} shown={route === null} />
          </div>
          {route && <ElementPage key={route.id} id={route.id} />}
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
      </ReferenceContext>
    </HostContext>
  );
}

interface WorkspaceProps {
  onNewChat: () => void;
  attachments: Attachments;
  input: RefObject<HTMLTextAreaElement | null>;
  /** Nothing lies over it. */
  shown: boolean;
}

/** The conversation, and what is shown beside it. */
function Workspace({ onNewChat, attachments, input, shown }: WorkspaceProps) {
  const panel = useStore((state) => (state.panel && state.panel.elements.length > 0 ? state.panel : null));
  const roomy = useMedia(ROOMY);
  const takesFiles = useTakesFiles();
  const covered = panel !== null && !roomy;
  return (
    <>
      <div className="contents" inert={covered}>
        <Header onNewChat={onNewChat} />
      </div>
      <div className={panel && roomy ? "workspace with-panel" : "workspace"}>
        <div className="contents" inert={covered}>
          <TaskPanel wide={roomy && panel === null} />
          <div className="talk">
            <Thread />
            <footer className="footer">
              <ConnectionBar />
              <Composer attachments={attachments} input={input} />
            </footer>
          </div>
        </div>
        {panel && <SidePanel panel={panel} covers={covered} />}
      </div>
      <DropZone enabled={takesFiles && shown} onFiles={attachments.add} />
    </>
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
function useFirstFocus(input: { current: HTMLElement | null }, shown: boolean): void {
  const first = useRef(shown);
  useEffect(() => {
    if (first.current && matchMedia("(pointer: fine)").matches) input.current?.focus();
  }, [input]);
}

/** A fragment in the address would be resolved against `<base>`, and stay in the address bar. */
function focusInstead(event: { preventDefault: () => void }, target: HTMLElement | null): void {
  event.preventDefault();
  target?.focus();
}
