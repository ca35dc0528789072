/** Browser storage that may be switched off: then nothing is remembered and nothing breaks. */

export type StorageKind = "localStorage" | "sessionStorage";

export function stored(kind: StorageKind, key: string): string | null {
  try {
    return window[kind].getItem(key);
  } catch {
    return null;
  }
}

export function store(kind: StorageKind, key: string, value: string): void {
  try {
    window[kind].setItem(key, value);
  } catch {
    // Full or forbidden: the page works without.
  }
}
