import type { Shown } from "../elements/shown";
import { Tasks } from "./tasks";
import { useTaskList } from "./useTaskList";

/** A task list where elements are shown: on its own page, say. */
export function TaskListView({ element }: Shown) {
  return <Tasks list={useTaskList(element)} />;
}
