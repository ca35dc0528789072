/** What the page knows. Steps are kept whole by id; `messages` is the order in which some of them are shown. */

import type { Element, Settings, Step, ToastKind } from "../protocol/types";

export type Connection = "connecting" | "connected" | "reconnecting" | "offline" | "refused";

export interface Toast {
  readonly id: number;
  readonly message: string;
  readonly kind: ToastKind;
}

export interface State {
  readonly connection: Connection;
  readonly settings: Settings | null;
  readonly steps: ReadonlyMap<string, Step>;
  readonly messages: readonly string[];
  /** Messages of the user that wait for a connection; they stay at the end of the list. */
  readonly held: readonly string[];
  readonly elements: readonly Element[];
  readonly running: boolean;
  readonly toasts: readonly Toast[];
  readonly toastCount: number;
}

export const initialState: State = {
  connection: "connecting",
  settings: null,
  steps: new Map(),
  messages: [],
  held: [],
  elements: [],
  running: false,
  toasts: [],
  toastCount: 0,
};
