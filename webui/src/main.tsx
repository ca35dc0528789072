import { StrictMode, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import "./styles/app.css";
import { App } from "./app";
import { Chat } from "./chat/chat";
import { ChatContext } from "./chat/context";
import { Boundary } from "./components/boundary";
import { translator, TranslateContext, type Translate } from "./i18n/translate";
import { Api } from "./protocol/api";
import { baseUrl } from "./protocol/base";
import { Identity } from "./protocol/identity";
import { readSettings } from "./protocol/settings";
import { elementRoute } from "./route/route";
import { SignedPage } from "./route/signedPage";

async function main(root: HTMLElement): Promise<void> {
  const base = baseUrl();
  const api = new Api(base);
  const route = elementRoute(location.href);
  const chat = route?.token ? null : new Chat(base, api, new Identity());
  const started = chat?.start();
  const { language } = navigator;
  const [translation, settings] = await Promise.all([
    api.translations(language).catch(() => undefined),
    api.settings(language).catch(() => readSettings({})),
  ]);
  const t = translator(translation);
  if (chat) {
    chat.store.dispatch({ type: "settings", settings });
    render(root, t, <ChatContext value={chat}><App /></ChatContext>);
  } else if (route) {
    render(root, t, <SignedPage api={api} route={route} defaultTheme={settings.defaultTheme} />);
  }
  await started;
}

function render(root: HTMLElement, t: Translate, page: ReactNode): void {
  createRoot(root).render(
    <StrictMode>
      <TranslateContext value={t}>
        <Boundary fallback={<p role="alert">{t("common.status.error.default")}</p>}>{page}</Boundary>
      </TranslateContext>
    </StrictMode>,
  );
}

const root = document.getElementById("root");
if (root) void main(root);
