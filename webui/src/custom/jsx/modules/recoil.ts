/** `recoil` for elements: atoms and selectors that are shared by all elements of the page. The package itself is not
 * made for this version of React. */

import { useCallback, useSyncExternalStore, type ReactNode } from "react";

type Updater<T> = T | ((before: T) => T);
type Get = <T>(state: State<T>) => T;
type Set = <T>(state: State<T>, value: Updater<T>) => void;

export interface State<T> {
  readonly key: string;
  readonly read: () => T;
  readonly write: (value: Updater<T>) => void;
  readonly reset: () => void;
}

interface SelectorOptions<T> {
  readonly key: string;
  readonly get: (tools: { get: Get }) => T;
  readonly set?: (tools: { get: Get; set: Set; reset: (state: State<unknown>) => void }, value: T) => void;
}

const listeners = new Set<() => void>();
let version = 0;

function changed(): void {
  version++;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const get: Get = (state) => state.read();
const set: Set = (state, value) => state.write(value);

// Two elements that name the same key mean the same atom.
const atoms = new Map<string, State<unknown>>();

export function atom<T>({ key, default: preset }: { key: string; default: T | State<T> }): State<T> {
  const known = atoms.get(key);
  if (known) return known as State<T>;
  const first = () => (isState(preset) ? (preset as State<T>).read() : (preset as T));
  let value: { readonly current: T } | null = null;
  const read = () => (value ? value.current : first());
  const state: State<T> = {
    key,
    read,
    write: (next) => {
      value = { current: typeof next === "function" ? (next as (before: T) => T)(read()) : next };
      changed();
    },
    reset: () => {
      value = null;
      changed();
    },
  };
  atoms.set(key, state as State<unknown>);
  return state;
}

export function selector<T>({ key, get: derive, set: put }: SelectorOptions<T>): State<T> {
  let cached: { version: number; value: T } | null = null;
  // Derived once for each change, so that a new object is not a change by itself.
  const read = () => {
    if (cached?.version !== version) cached = { version, value: derive({ get }) };
    return cached.value;
  };
  const write = (next: Updater<T>) => {
    if (!put) throw new Error(`the selector ${key} cannot be set`);
    put({ get, set, reset: (state) => state.reset() }, typeof next === "function" ? (next as (before: T) => T)(read()) : next);
  };
  return { key, read, write, reset: () => undefined };
}

function family<P, T>(make: (parameter: P, key: string) => State<T>, name: string): (parameter: P) => State<T> {
  const known = new Map<string, State<T>>();
  return (parameter) => {
    const key = `${name}:${JSON.stringify(parameter)}`;
    const state = known.get(key) ?? make(parameter, key);
    known.set(key, state);
    return state;
  };
}

export function atomFamily<T, P>({ key, default: preset }: { key: string; default: T | ((parameter: P) => T) }) {
  const first = (parameter: P) => (typeof preset === "function" ? (preset as (parameter: P) => T)(parameter) : preset);
  return family<P, T>((parameter, own) => atom<T>({ key: own, default: first(parameter) }), key);
}

export function selectorFamily<T, P>({ key, get: derive }: { key: string; get: (parameter: P) => SelectorOptions<T>["get"] }) {
  return family<P, T>((parameter, own) => selector<T>({ key: own, get: derive(parameter) }), key);
}

export function useRecoilValue<T>(state: State<T>): T {
  return useSyncExternalStore(subscribe, state.read);
}

export function useSetRecoilState<T>(state: State<T>): (value: Updater<T>) => void {
  return state.write;
}

export function useRecoilState<T>(state: State<T>): [T, (value: Updater<T>) => void] {
  return [useRecoilValue(state), state.write];
}

export function useResetRecoilState<T>(state: State<T>): () => void {
  return useCallback(() => state.reset(), [state]);
}

/** Everything is shared by the page; a root of its own changes nothing. */
export function RecoilRoot({ children }: { children?: ReactNode }): ReactNode {
  return children;
}

function isState(value: unknown): boolean {
  return typeof value === "object" && value !== null && "read" in value && "write" in value;
}
