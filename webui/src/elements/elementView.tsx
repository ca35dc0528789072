/** One element, by its type. What a viewer cannot show, and what nobody knows, is a file to open. */

import { Suspense, type ComponentType } from "react";
import { Boundary } from "../components/boundary";
import { useTranslate } from "../i18n/translate";
import { safePicture } from "../markdown/links";
import type { Element } from "../protocol/element";
import { Failed } from "./failed";
import { useHost } from "./host";
import { AudioView, VideoView } from "./mediaView";
import { FileView } from "./fileView";
import { late } from "./late";
import { PictureView } from "./pictureView";
import type { Shown } from "./shown";
import { TaskListView } from "../tasks/taskListView";
import { TextView } from "./textView";

interface View {
  readonly Show: ComponentType<Shown>;
  /** It is drawn from the element's own props. */
  readonly bare?: boolean;
}

// What takes more than a few lines is loaded with the first element that needs it.
const views: Readonly<Record<string, View>> = {
  image: { Show: PictureView },
  text: { Show: TextView },
  audio: { Show: AudioView },
  video: { Show: VideoView },
  tasklist: { Show: TaskListView, bare: true },
  pdf: { Show: late(() => import("../viewers/pdf/pdfView"), Loading) },
  plotly: { Show: late(() => import("../viewers/plotly/plotlyView"), Loading) },
  dataframe: { Show: late(() => import("../viewers/table/tableView"), Loading), bare: true },
  custom: { Show: late(() => import("../custom/customView"), Loading), bare: true },
};

export function ElementView({ element }: { element: Element }) {
  const { api } = useHost();
  const address = api.url(element);
  const view = Object.hasOwn(views, element.type) ? views[element.type] : undefined;
  // The page loads nothing from other hosts: what is elsewhere is a link.
  const own = safePicture(address);
  if (!view || (!own && !(view.bare && !element.url))) return <FileView element={element} url={address} />;
  const Show = view.Show;
  return (
    <Boundary subject={element} fallback={<Failed element={element} url={address} />}>
      <Suspense fallback={<Loading element={element} />}>
        <Show element={element} url={own ?? ""} />
      </Suspense>
    </Boundary>
  );
}

function Loading({ element }: { element: Element }) {
  const t = useTranslate();
  return (
    <div className="element-loading" role="status">
      <span className="sr-only">{t("chat.elements.loading", { name: element.name })}</span>
    </div>
  );
}
