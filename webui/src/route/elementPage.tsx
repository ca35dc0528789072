/** One element on a page of its own, within the conversation that it belongs to. */

import { useEffect, useRef, type ReactNode } from "react";
import { IconButton } from "../components/iconButton";
import { ElementView } from "../elements/elementView";
import { useTranslate } from "../i18n/translate";
import { useStore } from "../store/useStore";
import { goBack } from "./route";

export function ElementPage({ id }: { id: string }) {
  const t = useTranslate();
  const element = useStore((state) => state.elements.find((known) => known.id === id));
  // Until the server has told the whole conversation, what is missing may still come.
  const complete = useStore((state) => state.replayed);
  const name = element?.name ?? "";
  return (
    <ElementSheet title={name || t("chat.elements.page")} back={<BackButton />}>
      {element && <ElementView element={element} />}
      {!element && <p role="status">{t(complete ? "chat.elements.gone" : "common.status.loading")}</p>}
    </ElementSheet>
  );
}

function BackButton() {
  const t = useTranslate();
  return <IconButton icon="arrowLeft" label={t("chat.elements.back")} onClick={goBack} />;
}

interface SheetProps {
  title: string;
  back?: ReactNode;
  children: ReactNode;
}

/** The frame of such a page. */
export function ElementSheet({ title, back, children }: SheetProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <main className="element-page">
      <header>
        {back}
        <h1 ref={heading} tabIndex={-1} className="truncate" dir="auto">
          {title}
        </h1>
      </header>
      <div className="element-page-body">{children}</div>
    </main>
  );
}
