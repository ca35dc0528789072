/** What comes with a message: shown in place, or behind links that open it beside or on its own page. */

import { Icon } from "../components/icon";
import { useTranslate } from "../i18n/translate";
import type { Element } from "../protocol/element";
import { ElementView } from "./elementView";
import { iconOf } from "./fileView";
import { useHost } from "./host";
import { useOpen } from "./useOpen";

export function Elements({ elements }: { elements: readonly Element[] }) {
  const { asking } = useHost();
  // What is to be filled in stands below its question, wherever it would be shown otherwise.
  const inline = elements.filter((element) => element.display === "inline" || asking?.answers(element));
  const others = elements.filter((element) => !inline.includes(element));
  return (
    <>
      {inline.length > 0 && <Inline elements={inline} />}
      {others.length > 0 && <Chips elements={others} />}
    </>
  );
}

function Inline({ elements }: { elements: readonly Element[] }) {
  const t = useTranslate();
  return (
    <ul className="elements" aria-label={t("chat.messages.files")}>
      {elements.map((element) => (
        <li key={element.id} className={`element of-${element.type}`} data-element={element.id}>
          <ElementView element={element} />
        </li>
      ))}
    </ul>
  );
}

/** One for each, whether or not the text names it. */
function Chips({ elements }: { elements: readonly Element[] }) {
  const t = useTranslate();
  return (
    <ul className="chips" aria-label={t("chat.elements.links")}>
      {elements.map((element) => (
        <li key={element.id}>
          <Chip element={element} />
        </li>
      ))}
    </ul>
  );
}

function Chip({ element }: { element: Element }) {
  const open = useOpen(element);
  return (
    <a className="chip" {...open}>
      <Icon name={iconOf(element)} size={16} />
      <span className="file-name" dir="auto">
        {element.name || element.type}
      </span>
      <Icon name={element.display === "page" ? "open" : "panel"} size={14} />
    </a>
  );
}
