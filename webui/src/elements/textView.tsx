import { CodeBlock } from "../markdown/codeBlock";
import { Markdown } from "../markdown/markdown";
import { useTranslate } from "../i18n/translate";
import type { Shown } from "./shown";
import { ElementFrame } from "./elementFrame";
import { useText } from "./useText";

/** A text: code when it names its language, Markdown otherwise. */
export function TextView({ element, url }: Shown) {
  const { text, clipped } = useText(url);
  return (
    <ElementFrame element={element} url={url}>
      <div className="element-text" tabIndex={0} role="group" aria-label={element.name}>
        {element.language ? <CodeBlock code={text} language={element.language} /> : <Markdown text={text} />}
        {clipped && <Clipped />}
      </div>
    </ElementFrame>
  );
}

export function Clipped() {
  const t = useTranslate();
  return <p className="note">{t("chat.elements.clipped")}</p>;
}
