import { useSyncExternalStore } from "react";
import { useChat } from "../chat/context";
import type { State } from "./state";

/** A part of the state. `select` must give the same object as long as nothing changed in it. */
export function useStore<T>(select: (state: State) => T): T {
  const { store } = useChat();
  return useSyncExternalStore(store.subscribe, () => select(store.getState()));
}
