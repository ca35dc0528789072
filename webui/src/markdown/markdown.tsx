/** Markdown as the page shows it: GFM, no raw HTML, links and pictures by the policy of `links.ts`. */

import {
  createContext,
  isValidElement,
  memo,
  useContext,
  useMemo,
  type ComponentType,
  type MouseEvent,
  type ReactElement,
  type ReactNode,
} from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { useTranslate } from "../i18n/translate";
import { blocks } from "./blocks";
import { CodeBlock } from "./codeBlock";
import { safeLink, safePicture } from "./links";
import { linkReferences, REFERENCE_TAG, type Reference } from "./references";

interface Props {
  text: string;
  /** Names that become links; the same array as long as they are the same. */
  references?: readonly Reference[];
}

const NONE: readonly Reference[] = [];

/** How a name of an element is shown; as text where nothing can be opened. */
export const ReferenceContext = createContext<(id: string, children: ReactNode) => ReactNode>((_, children) => children);

export const Markdown = memo(function Markdown({ text, references = NONE }: Props) {
  return (
    <div className="prose" dir="auto">
      {blocks(text).map((block, index) => (
        <Block key={index} text={block} references={references} />
      ))}
    </div>
  );
});

const Block = memo(function Block({ text, references }: Required<Props>) {
  const plugins = useMemo(() => [remarkGfm, linkReferences(references)], [references]);
  return (
    <ReactMarkdown remarkPlugins={plugins} components={components} urlTransform={(url) => url}>
      {text}
    </ReactMarkdown>
  );
});

const components: Components & Record<typeof REFERENCE_TAG, ComponentType<{ id?: string; children?: ReactNode }>> = {
  [REFERENCE_TAG]: ({ id, children }) => <Named id={id ?? ""}>{children}</Named>,
  a: ({ href, children }) => <Link href={href}>{children}</Link>,
  img: ({ src, alt }) => <Picture src={typeof src === "string" ? src : undefined} alt={alt ?? ""} />,
  pre: ({ children }) => <Code>{children}</Code>,
  table: ({ children }) => <Table>{children}</Table>,
  input: ({ checked }) => <input type="checkbox" checked={checked === true} disabled readOnly />,
};

function Named({ id, children }: { id: string; children: ReactNode }) {
  return useContext(ReferenceContext)(id, children);
}

function Link({ href, children }: { href: string | undefined; children: ReactNode }) {
  const safe = safeLink(href);
  if (!safe) return <span>{children}</span>;
  if (href?.startsWith("#")) return <Footnote id={href.slice(1)}>{children}</Footnote>;
  return (
    <a href={safe} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

/** Leads to another place of the same message; the ids of footnotes are the same in every message. */
function Footnote({ id, children }: { id: string; children: ReactNode }) {
  const jump = (event: MouseEvent<HTMLElement>) => {
    event.preventDefault();
    const target = event.currentTarget.closest(".prose")?.querySelector(`#${CSS.escape(id)}`);
    target?.scrollIntoView({ block: "center" });
  };
  return (
    <a href={`#${id}`} onClick={jump}>
      {children}
    </a>
  );
}

function Picture({ src, alt }: { src: string | undefined; alt: string }) {
  const own = safePicture(src);
  if (own) return <img src={own} alt={alt} loading="lazy" />;
  return <Link href={src}>{alt || src}</Link>;
}

function Code({ children }: { children: ReactNode }) {
  const code = isValidElement(children) ? (children as ReactElement<{ className?: string; children?: ReactNode }>) : null;
  const language = /language-(\S+)/.exec(code?.props.className ?? "")?.[1] ?? "";
  const text = typeof code?.props.children === "string" ? code.props.children : "";
  return <CodeBlock code={text.replace(/\n$/, "")} language={language} />;
}

function Table({ children }: { children: ReactNode }) {
  const t = useTranslate();
  return (
    <div className="table-frame" role="group" aria-label={t("chat.messages.table")} tabIndex={0}>
      <table>{children}</table>
    </div>
  );
}
