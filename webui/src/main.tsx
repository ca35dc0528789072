import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./styles/app.css";
import { App } from "./app";
import { Chat } from "./chat/chat";
import { ChatContext } from "./chat/context";
import { Boundary } from "./components/boundary";
import { translator, TranslateContext } from "./i18n/translate";
import { Api } from "./protocol/api";
import { baseUrl } from "./protocol/base";
import { Identity } from "./protocol/identity";
import { readSettings } from "./protocol/read";

async function main(root: HTMLElement): Promise<void> {
  const base = baseUrl();
  const api = new Api(base);
  const chat = new Chat(base, api, new Identity());
  const { language } = navigator;
  const started = chat.start();
  const [translation, settings] = await Promise.all([
    api.translations(language).catch(() => undefined),
    api.settings(language).catch(() => readSettings({})),
  ]);
  const t = translator(translation);
  chat.store.dispatch({ type: "settings", settings });
  createRoot(root).render(
    <StrictMode>
      <ChatContext value={chat}>
        <TranslateContext value={t}>
          <Boundary fallback={<p role="alert">{t("common.status.error.default")}</p>}>
            <App />
          </Boundary>
        </TranslateContext>
      </ChatContext>
    </StrictMode>,
  );
  await started;
}

const root = document.getElementById("root");
if (root) void main(root);
