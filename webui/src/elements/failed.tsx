import { useTranslate } from "../i18n/translate";
import { FileView } from "./fileView";
import type { Element } from "../protocol/element";

/** The note, and the file itself if there is one. */
export function Failed({ element, url }: { element: Element; url: string | undefined }) {
  const t = useTranslate();
  return (
    <div className="element-failed">
      <p role="alert">{t("chat.elements.failed", { name: element.name || element.type })}</p>
      {url && <FileView element={element} url={url} />}
    </div>
  );
}
