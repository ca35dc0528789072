import type { ReactNode } from "react";
import { Icon } from "../components/icon";
import { useTranslate } from "../i18n/translate";
import type { Element } from "../protocol/element";
import { iconOf } from "./fileView";

interface Props {
  element: Element;
  /** Where the whole of it can be opened. */
  url?: string;
  /** Controls of the viewer, beside its name. */
  tools?: ReactNode;
  children: ReactNode;
}

/** A viewer with its name, its controls, and the way to the file itself. */
export function ElementFrame({ element, url, tools, children }: Props) {
  const t = useTranslate();
  const open = t("chat.elements.openInTab");
  return (
    <figure className={`element-frame of-${element.type}`}>
      <figcaption>
        <Icon name={iconOf(element)} size={16} />
        <span className="file-name" dir="auto">
          {element.name}
        </span>
        {tools}
        {url && (
          <a href={url} target="_blank" rel="noopener noreferrer" className="icon-button small" title={open}>
            <Icon name="open" size={16} />
            <span className="sr-only">{`${open}: ${element.name}`}</span>
          </a>
        )}
      </figcaption>
      {children}
    </figure>
  );
}
