/** Everything that can change the state of the page. */

import type { Element, Settings, Step, Thread, ToastKind, Token } from "../protocol/types";
import type { Connection } from "./state";

/** What the server says; the names are those of the wire. */
export type ServerEvent =
  | { readonly type: "new_message" | "update_message" | "stream_start" | "ask"; readonly step: Step }
  | ({ readonly type: "stream_token" } & Token)
  | { readonly type: "delete_message" | "remove_element"; readonly id: string }
  | { readonly type: "task_start" | "task_end" }
  | { readonly type: "element"; readonly element: Element }
  | { readonly type: "first_interaction"; readonly threadId: string }
  | { readonly type: "resume_thread"; readonly thread: Thread }
  | { readonly type: "toast"; readonly message: string; readonly kind: ToastKind };

/** What happens in the page itself. */
export type PageEvent =
  | { readonly type: "connection"; readonly connection: Connection }
  | { readonly type: "settings"; readonly settings: Settings }
  | { readonly type: "compose"; readonly step: Step; readonly elements: readonly Element[]; readonly held: boolean }
  | { readonly type: "hold"; readonly ids: readonly string[] }
  | { readonly type: "released" | "stopped" | "cleared" }
  | { readonly type: "dismiss"; readonly id: number };

export type Event = ServerEvent | PageEvent;
