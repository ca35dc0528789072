/** Elements beside the conversation; on small screens above it. */

import { useEffect, useRef } from "react";
import { useChat } from "../chat/context";
import { IconButton } from "../components/iconButton";
import { ElementView } from "../elements/elementView";
import { useTranslate } from "../i18n/translate";
import type { Panel } from "../store/state";

interface Props {
  panel: Panel;
  /** It covers the conversation, which cannot be reached meanwhile. */
  covers: boolean;
}

export function SidePanel({ panel, covers }: Props) {
  const t = useTranslate();
  const { store } = useChat();
  const close = () => store.dispatch({ type: "panel_closed" });
  const heading = useFocus(panel, covers);
  const title = panel.title || t("chat.elements.panel");
  return (
    <aside
      className={covers ? "side-panel covering" : "side-panel"}
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.defaultPrevented) close();
      }}
    >
      <header>
        <h2 ref={heading} tabIndex={-1} className="truncate" dir="auto">
          {title}
        </h2>
        <IconButton icon="close" label={t("chat.elements.close")} onClick={close} />
      </header>
      <div className="panel-body" tabIndex={0} role="group" aria-label={title}>
        {panel.elements.map((element) => (
          <ElementView key={element.id} element={element} />
        ))}
      </div>
    </aside>
  );
}

/** Who opened the panel is led into it, and back when it closes. What the server opens leaves the focus alone. */
function useFocus({ wanted, elements }: Panel, covers: boolean) {
  const heading = useRef<HTMLHeadingElement>(null);
  const opener = useRef<HTMLElement | null>(null);
  const shown = elements[0]?.id;
  useEffect(() => {
    if (!wanted && !covers) return;
    const before = document.activeElement;
    if (before instanceof HTMLElement && before !== heading.current) opener.current = before;
    heading.current?.focus();
  }, [wanted, covers, shown]);
  useEffect(() => () => opener.current?.focus(), []);
  return heading;
}
