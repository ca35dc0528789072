/** Which of the page's own places is shown: the conversation, or one element. */

import { useMemo, useSyncExternalStore } from "react";
import { baseUrl } from "../protocol/base";

export interface ElementRoute {
  readonly id: string;
  /** From a signed link, which works without a session. */
  readonly token: string;
}

// Read once: without a `<base>`, the page's address moves with each step.
const BASE = baseUrl();
const PLACE = "element/";
const MOVED = "botbridge:moved";

export function elementPath(id: string): string {
  return new URL(`${PLACE}${encodeURIComponent(id)}`, BASE).href;
}

export function homePath(): string {
  return BASE.href;
}

/** Moves without loading the page anew. */
export function go(address: string): void {
  history.pushState({ inside: true }, "", address);
  window.dispatchEvent(new Event(MOVED));
}

/** Back to where the reader came from; to the conversation if that was somewhere else. */
export function goBack(): void {
  if ((history.state as { inside?: boolean } | null)?.inside) history.back();
  else go(homePath());
}

/** The element that an address names; null for the conversation. */
export function elementRoute(address: string, base: URL = BASE): ElementRoute | null {
  const { pathname, searchParams } = new URL(address);
  const place = base.pathname + PLACE;
  if (!pathname.startsWith(place)) return null;
  const id = decoded(pathname.slice(place.length));
  return id ? { id, token: searchParams.get("token") ?? "" } : null;
}

export function useElementRoute(): ElementRoute | null {
  const address = useSyncExternalStore(subscribe, () => location.href);
  return useMemo(() => elementRoute(address), [address]);
}

function subscribe(moved: () => void): () => void {
  window.addEventListener("popstate", moved);
  window.addEventListener(MOVED, moved);
  return () => {
    window.removeEventListener("popstate", moved);
    window.removeEventListener(MOVED, moved);
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}
