import type { ElementContent, Root, RootContent } from "hast";
import type { ReactNode } from "react";
import { CopyButton } from "../components/copyButton";
import { useTranslate } from "../i18n/translate";
import { useHighlight } from "./useHighlight";

export function CodeBlock({ code, language }: { code: string; language: string }) {
  const t = useTranslate();
  const tree = useHighlight(code, language.toLowerCase());
  const label = language ? `${t("chat.messages.code")}: ${language}` : t("chat.messages.code");
  return (
    <figure className="code-block" aria-label={label}>
      <figcaption>
        <span aria-hidden="true">{language}</span>
        <CopyButton text={code} />
      </figcaption>
      {/* Focusable: long lines are scrolled with the arrow keys. */}
      <pre tabIndex={0} dir="ltr">
        <code>{tree ? spans(tree) : code}</code>
      </pre>
    </figure>
  );
}

function spans(tree: Root): ReactNode[] {
  return tree.children.map(span);
}

function span(node: RootContent | ElementContent, index: number): ReactNode {
  if (node.type === "text") return node.value;
  if (node.type !== "element") return null;
  const names = node.properties["className"];
  return (
    <span key={index} className={Array.isArray(names) ? names.join(" ") : undefined}>
      {node.children.map(span)}
    </span>
  );
}
