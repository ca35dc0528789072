/** What the page knows. Steps are kept whole by id; orders are lists of ids. */

import type { Action } from "../protocol/action";
import type { Element } from "../protocol/element";
import type { Question } from "../protocol/question";
import type { Settings } from "../protocol/settings";
import type { Step } from "../protocol/step";
import type { ToastKind } from "../protocol/toast";

export type Connection = "connecting" | "connected" | "reconnecting" | "offline" | "refused";

export interface Toast {
  readonly id: number;
  readonly message: string;
  readonly kind: ToastKind;
}

/** What is shown beside the conversation. Without elements there is only a title that waits for some. */
export interface Panel {
  readonly title: string;
  readonly elements: readonly Element[];
  /** Names what the server shows; the same again changes nothing. */
  readonly key?: string;
  /** Opened by the person, who is waiting to see it; the server opens it without taking the focus. */
  readonly wanted: boolean;
}

export interface State {
  readonly connection: Connection;
  /** What was missed has been replayed since the connection came up. */
  readonly replayed: boolean;
  readonly settings: Settings | null;
  readonly steps: ReadonlyMap<string, Step>;
  /** All steps in the order of arrival. */
  readonly order: readonly string[];
  /** Those of them that are messages. */
  readonly messages: readonly string[];
  /** Counts the changes of parents and kinds, which change where steps are shown. */
  readonly shape: number;
  /** Messages of the user that wait for a connection; they stay at the end of the list. */
  readonly held: readonly string[];
  readonly elements: readonly Element[];
  readonly actions: readonly Action[];
  readonly question: Question | null;
  /** The line broke since the question was asked: it may be answered by now. */
  readonly questionStale: boolean;
  readonly panel: Panel | null;
  readonly running: boolean;
  readonly toasts: readonly Toast[];
  readonly toastCount: number;
}

export const initialState: State = {
  connection: "connecting",
  replayed: false,
  settings: null,
  steps: new Map(),
  order: [],
  messages: [],
  shape: 0,
  held: [],
  elements: [],
  actions: [],
  question: null,
  questionStale: false,
  panel: null,
  running: false,
  toasts: [],
  toastCount: 0,
};
