/** The page of a link that was signed for one element: no session, no conversation around it. */

import { useMemo, type ReactNode } from "react";
import { Icon, type IconName } from "../components/icon";
import { ToastCards, useOwnToasts } from "../components/toasts";
import { ElementView } from "../elements/elementView";
import { HostContext } from "../elements/host";
import { useTranslate } from "../i18n/translate";
import { Markdown } from "../markdown/markdown";
import type { Api } from "../protocol/api";
import { ElementApi } from "../protocol/elementApi";
import { useTheme } from "../theme/useTheme";
import { ElementSheet } from "./elementPage";
import type { ElementRoute } from "./route";
import { useSigned, type SignedState } from "./useSigned";

interface Props {
  api: Api;
  route: ElementRoute;
  defaultTheme: string | undefined;
}

export function SignedPage({ api, route: { id, token }, defaultTheme }: Props) {
  const t = useTranslate();
  const elements = useMemo(() => new ElementApi(api.http, () => ({ token })), [api, token]);
  const { toasts, notify, dismiss } = useOwnToasts();
  const [state, host] = useSigned(id, elements, notify);
  useTheme(defaultTheme);
  const title = state.stage === "shown" ? state.signed.element.name : "";
  return (
    <div className="page">
      <HostContext value={host}>
        <ElementSheet title={title || t("chat.elements.page")}>
          <Stage state={state} />
        </ElementSheet>
      </HostContext>
      <ToastCards toasts={toasts} onDismiss={dismiss} />
    </div>
  );
}

function Stage({ state }: { state: SignedState }): ReactNode {
  const t = useTranslate();
  switch (state.stage) {
    case "loading":
      return <p role="status">{t("common.status.loading")}</p>;
    case "answered":
      return <Notice icon="check" title={t("chat.signed.thanks")} text={t("chat.signed.close")} />;
    case "removed":
      return <Notice icon="error" title={t("chat.elements.gone")} text={t("chat.signed.close")} />;
    case "failed":
      return <Notice icon="error" title={state.reason || t("chat.signed.failed")} text={t("chat.signed.again")} />;
    case "shown":
      return (
        <>
          {state.signed.ask && <Markdown text={state.signed.ask.content} />}
          <ElementView element={state.signed.element} />
        </>
      );
  }
}

function Notice({ icon, title, text }: { icon: IconName; title: string; text: string }) {
  return (
    <section className="notice" role="status">
      <Icon name={icon} size={28} />
      <h2>{title}</h2>
      <p>{text}</p>
    </section>
  );
}
