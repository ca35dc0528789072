import { use } from "react";
import { useHost } from "../elements/host";
import { fetched } from "../elements/useText";
import { safePicture } from "../markdown/links";
import type { Element } from "../protocol/element";
import { readTaskList, type TaskList } from "../protocol/taskList";

/** The list that an element carries; another server keeps it in the element's bytes. Suspends until it is there. */
export function useTaskList(element: Element): TaskList {
  const { api } = useHost();
  const url = element.props?.["tasks"] ? null : safePicture(api.url(element));
  return url ? parsed(use(fetched(url))) : readTaskList(element.props);
}

function parsed(text: string): TaskList {
  try {
    return readTaskList(JSON.parse(text));
  } catch {
    return readTaskList(null);
  }
}
