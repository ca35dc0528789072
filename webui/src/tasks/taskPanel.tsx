/** The newest task list, beside the conversation; where there is no room, a line above it that opens. */

import { Suspense, useDeferredValue, useId, useState } from "react";
import { useChat } from "../chat/context";
import { Boundary } from "../components/boundary";
import { Icon } from "../components/icon";
import { useTranslate } from "../i18n/translate";
import type { Element } from "../protocol/element";
import type { TaskList } from "../protocol/taskList";
import { useStore } from "../store/useStore";
import { jumpTo } from "./jump";
import { Tasks } from "./tasks";
import { useTaskList } from "./useTaskList";

export function TaskPanel({ wide }: { wide: boolean }) {
  const newest = useStore((state) => state.elements.findLast(({ type }) => type === "tasklist"));
  // The list that is shown stays until the next one is there.
  const element = useDeferredValue(newest);
  if (!element) return null;
  return (
    <Boundary key={element.id} fallback={null}>
      <Suspense>
        {/* Where the room changes, so does whether it is open at first. */}
        <Panel key={String(wide)} element={element} wide={wide} />
      </Suspense>
    </Boundary>
  );
}

function Panel({ element, wide }: { element: Element; wide: boolean }) {
  const t = useTranslate();
  const { store } = useChat();
  const list = useTaskList(element);
  const [open, setOpen] = useState(wide);
  const body = useId();
  return (
    <section className={wide ? "task-panel wide" : "task-panel"} aria-label={t("chat.tasks.title")}>
      <div>
        <h2>
          <button type="button" aria-expanded={open} aria-controls={body} onClick={() => setOpen(!open)}>
            <Icon name="tasks" />
            <span>{t("chat.tasks.title")}</span>
            <Progress list={list} />
            <Icon name="chevron" size={16} />
          </button>
        </h2>
        <div id={body} hidden={!open} className="task-body">
          <Tasks list={list} onJump={(id) => jumpTo(id, store.getState().steps)} />
        </div>
      </div>
    </section>
  );
}

/** How far it has come, read out as it changes. */
function Progress({ list }: { list: TaskList }) {
  const t = useTranslate();
  const done = list.tasks.filter(({ state }) => state === "done").length;
  return (
    <small role="status" dir="auto">
      {list.status || t("chat.tasks.progress", { done, count: list.tasks.length })}
    </small>
  );
}
