/** The bytes of an element as text. */

import { use, useMemo } from "react";

// More is not read in a page; the file itself can be opened.
const MAX_CHARS = 200_000;

export interface Loaded {
  readonly text: string;
  readonly clipped: boolean;
}

const loading = new Map<string, Promise<string>>();
// Asked for again when it is shown again much later.
const KEPT = 32;

/** Suspends until the text is there, and fails where it cannot be loaded. */
export function useText(url: string): Loaded {
  const text = use(fetched(url));
  return useMemo(() => clip(text), [text]);
}

export function clip(text: string, max = MAX_CHARS): Loaded {
  return text.length > max ? { text: text.slice(0, max), clipped: true } : { text, clipped: false };
}

/** The same promise for the same address, as a suspended component asks again. */
export function fetched(url: string): Promise<string> {
  const known = loading.get(url);
  if (known) return known;
  const text = download(url);
  text.catch(() => loading.delete(url));
  loading.set(url, text);
  const oldest = loading.keys().next().value;
  if (loading.size > KEPT && oldest !== undefined) loading.delete(oldest);
  return text;
}

async function download(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status}`);
  return response.text();
}
