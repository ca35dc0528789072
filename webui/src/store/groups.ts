/** Lists by the message that they belong to. A group that did not change is the same array as before. */

import type { Action } from "../protocol/action";
import type { Element } from "../protocol/element";
import { grouped } from "./grouped";

type Groups<T> = ReadonlyMap<string, readonly T[]>;

function grouping<T extends { readonly forId?: string }>(
  wanted: (item: T) => boolean = () => true,
): (items: readonly T[]) => Groups<T> {
  let items: readonly T[] = [];
  let groups: Groups<T> = new Map();
  return (next) => {
    if (next === items) return groups;
    const anew = grouped(next.filter(wanted), ({ forId }) => forId ?? "");
    const before = groups;
    groups = new Map([...anew].map(([id, group]) => [id, kept(before.get(id), group)]));
    items = next;
    return groups;
  };
}

function kept<T>(before: readonly T[] | undefined, group: readonly T[]): readonly T[] {
  const same = before?.length === group.length && before.every((item, index) => item === group[index]);
  return same ? before : group;
}

/** Task lists are not among them: they stand beside the conversation. */
export const elementsByMessage = grouping<Element>(({ type }) => type !== "tasklist");
export const actionsByMessage = grouping<Action>();
