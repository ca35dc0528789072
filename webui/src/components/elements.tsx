/** What comes with a message: pictures to look at, everything else as a file to open. */

import type { ComponentType } from "react";
import { useChat } from "../chat/context";
import { useTranslate } from "../i18n/translate";
import { safeLink, safePicture } from "../markdown/links";
import type { Element } from "../protocol/types";
import { Icon } from "./icon";

interface Shown {
  element: Element;
  url: string | undefined;
}

const views: Readonly<Record<string, ComponentType<Shown>>> = { image: PictureView };

export function Elements({ elements }: { elements: readonly Element[] }) {
  const chat = useChat();
  const t = useTranslate();
  return (
    <ul className="elements" aria-label={t("chat.messages.files")}>
      {elements.map((element) => {
        const View = views[element.type] ?? FileView;
        return (
          <li key={element.id}>
            <View element={element} url={chat.elementUrl(element)} />
          </li>
        );
      })}
    </ul>
  );
}

function PictureView({ element, url }: Shown) {
  const picture = safePicture(url);
  if (!picture) return <FileView element={element} url={url} />;
  return (
    <a href={picture} target="_blank" rel="noopener noreferrer" className="picture">
      <img src={picture} alt={element.name} loading="lazy" />
    </a>
  );
}

function FileView({ element, url }: Shown) {
  const link = safeLink(url);
  const inside = (
    <>
      <Icon name="file" />
      <span className="file-name">{element.name || element.type}</span>
    </>
  );
  if (!link) return <span className="file">{inside}</span>;
  return (
    <a href={link} target="_blank" rel="noopener noreferrer" className="file">
      {inside}
    </a>
  );
}
