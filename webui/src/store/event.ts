/** Everything that can change the state of the page. */

import type { Action } from "../protocol/action";
import type { Element } from "../protocol/element";
import type { Question } from "../protocol/question";
import type { Settings } from "../protocol/settings";
import type { Feedback, Step, Token } from "../protocol/step";
import type { Thread } from "../protocol/thread";
import type { ToastKind } from "../protocol/toast";
import type { Connection } from "./state";

/** What the server says; the names are those of the wire. */
export type ServerEvent =
  | { readonly type: "new_message" | "update_message" | "stream_start"; readonly step: Step }
  | ({ readonly type: "stream_token" } & Token)
  | { readonly type: "delete_message" | "remove_element" | "remove_action"; readonly id: string }
  | { readonly type: "task_start" | "task_end" | "ask_timeout" | "clear_ask" }
  | { readonly type: "ask"; readonly step: Step; readonly question: Question }
  | { readonly type: "element"; readonly element: Element }
  | { readonly type: "action"; readonly action: Action }
  | { readonly type: "set_sidebar_title"; readonly title: string }
  | { readonly type: "set_sidebar_elements"; readonly elements: readonly Element[]; readonly key?: string }
  | { readonly type: "first_interaction"; readonly threadId: string }
  | { readonly type: "resume_thread"; readonly thread: Thread }
  | { readonly type: "toast"; readonly message: string; readonly kind: ToastKind };

/** What happens in the page itself. */
export type PageEvent =
  | { readonly type: "connection"; readonly connection: Connection }
  | { readonly type: "settings"; readonly settings: Settings }
  | { readonly type: "compose"; readonly step: Step; readonly elements: readonly Element[]; readonly held: boolean }
  | { readonly type: "hold"; readonly ids: readonly string[] }
  | { readonly type: "released" | "stopped" | "cleared" | "panel_closed" }
  | { readonly type: "answered"; readonly stepId: string }
  | { readonly type: "changed"; readonly element: Element; readonly before: readonly Element[] }
  | { readonly type: "panel"; readonly title: string; readonly elements: readonly Element[] }
  | { readonly type: "feedback"; readonly stepId: string; readonly feedback: Feedback | undefined }
  | { readonly type: "dismiss"; readonly id: number };

export type Event = ServerEvent | PageEvent;
