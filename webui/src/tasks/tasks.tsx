/** Tasks, one below the other, each with its state. */

import { Icon, type IconName } from "../components/icon";
import { useTranslate } from "../i18n/translate";
import type { Task, TaskList, TaskState } from "../protocol/taskList";

const icons: Readonly<Record<TaskState, IconName | null>> = { ready: "circle", running: null, failed: "close", done: "check" };

interface Props {
  list: TaskList;
  /** What a task that leads to a message does when it is pressed. */
  onJump?: (messageId: string) => void;
}

export function Tasks({ list, onJump }: Props) {
  return (
    <ol className="task-list">
      {list.tasks.map((task, index) => (
        <li key={index} data-state={task.state}>
          <TaskIcon state={task.state} />
          <Title task={task} onJump={onJump} />
        </li>
      ))}
    </ol>
  );
}

function TaskIcon({ state }: { state: TaskState }) {
  const t = useTranslate();
  const icon = icons[state];
  return (
    <span className="task-icon">
      {icon ? <Icon name={icon} size={14} /> : <span className="spinner" aria-hidden="true" />}
      <span className="sr-only">{t(`chat.tasks.${state}`)}: </span>
    </span>
  );
}

function Title({ task, onJump }: { task: Task; onJump: Props["onJump"] | undefined }) {
  const { forId } = task;
  if (!forId || !onJump) return <span dir="auto">{task.title}</span>;
  return (
    <button type="button" className="task-link" dir="auto" onClick={() => onJump(forId)}>
      {task.title}
    </button>
  );
}
