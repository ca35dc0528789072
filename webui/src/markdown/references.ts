/** Finds the names of elements in a text, so that they become links to the elements. */

import type { Element } from "../protocol/element";

/** An element that a text may name. */
export interface Reference {
  readonly id: string;
  readonly name: string;
}

interface Node {
  readonly type: string;
  readonly value?: string;
  children?: Node[];
  readonly data?: Readonly<Record<string, unknown>>;
}

// Each name is looked for in each text; so many are not meant as links.
const MAX_NAMES = 100;
const MAX_CHARS = 200;
// A link in a link cannot be clicked, and code means what it says.
const CLOSED: ReadonlySet<string> = new Set(["link", "linkReference", "code", "inlineCode", "image", "definition", "reference"]);

/** The tag under which a reference stands in the tree. */
export const REFERENCE_TAG = "element-reference";

export function referencesOf(elements: readonly Element[]): readonly Reference[] {
  return elements.filter(({ display, name }) => display !== "inline" && name.trim() !== "");
}

/** A plugin of remark that makes references of names. */
export function linkReferences(references: readonly Reference[]): () => (tree: unknown) => void {
  const known = new Map(references.slice(0, MAX_NAMES).map(({ name, id }) => [name, id]));
  const pattern = names([...known.keys()]);
  return () => (tree) => {
    if (pattern) visit(tree as Node, (text) => split(text, pattern, known));
  };
}

function names(all: readonly string[]): RegExp | null {
  const usable = all.filter((name) => name.length <= MAX_CHARS).sort((a, b) => b.length - a.length);
  if (usable.length === 0) return null;
  const any = usable.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  // Whole words only: "map" is not in "roadmap".
  return new RegExp(`(?<![\\p{L}\\p{N}_])(?:${any})(?![\\p{L}\\p{N}_])`, "gu");
}

function visit(node: Node, change: (text: string) => Node[]): void {
  if (CLOSED.has(node.type) || !node.children) return;
  node.children = node.children.flatMap((child) => (child.type === "text" ? change(child.value ?? "") : [child]));
  node.children.forEach((child) => visit(child, change));
}

function split(text: string, pattern: RegExp, known: ReadonlyMap<string, string>): Node[] {
  const parts: Node[] = [];
  let end = 0;
  for (const { 0: name, index } of text.matchAll(pattern)) {
    if (index > end) parts.push({ type: "text", value: text.slice(end, index) });
    parts.push(reference(name, known.get(name) ?? ""));
    end = index + name.length;
  }
  return end < text.length ? [...parts, { type: "text", value: text.slice(end) }] : parts;
}

function reference(name: string, id: string): Node {
  const data = { hName: REFERENCE_TAG, hProperties: { id } };
  return { type: "reference", data, children: [{ type: "text", value: name }] };
}
