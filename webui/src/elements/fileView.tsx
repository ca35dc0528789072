import { Icon, type IconName } from "../components/icon";
import { safeLink } from "../markdown/links";
import type { Element } from "../protocol/element";

const icons: Readonly<Record<string, IconName>> = {
  audio: "audio",
  custom: "element",
  dataframe: "table",
  image: "image",
  pdf: "page",
  plotly: "chart",
  tasklist: "tasks",
  text: "text",
  video: "video",
};

export function iconOf({ type }: Element): IconName {
  return (Object.hasOwn(icons, type) ? icons[type] : undefined) ?? "file";
}

/** A file to open. Without an address that may be opened, its name. */
export function FileView({ element, url }: { element: Element; url: string | undefined }) {
  const link = safeLink(url);
  const inside = (
    <>
      <Icon name={iconOf(element)} />
      <span className="file-name" dir="auto">
        {element.name || element.type}
      </span>
      {link && elsewhere(link) && <small className="file-host">{elsewhere(link)}</small>}
    </>
  );
  if (!link) return <span className="file">{inside}</span>;
  return (
    <a href={link} target="_blank" rel="noopener noreferrer" className="file">
      {inside}
    </a>
  );
}

/** The host that a link leads to, when it is another one. */
function elsewhere(link: string): string {
  const { host } = new URL(link);
  return host === location.host ? "" : host;
}
