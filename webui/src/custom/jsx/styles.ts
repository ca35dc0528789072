/**
 * The utility classes that elements use. Which those are is known only when an app's JSX is read, so Tailwind's own
 * compiler makes them in the browser, and they hold inside of elements alone.
 */

import { compile } from "tailwindcss";
import tailwindTheme from "tailwindcss/theme.css?raw";
import elementTheme from "./theme.css?raw";

/** The class of whatever the utilities hold in. */
export const SCOPE = "app-element";

const INPUT = `${tailwindTheme}\n${elementTheme}\n.${SCOPE} { @tailwind utilities; }`;
// Whatever looks like a class in the source; the compiler knows which ones are.
const CANDIDATES = /[^\s"'`<>{};]+/g;

interface Sheet {
  add(candidates: Iterable<string>): void;
}

let sheet: Promise<Sheet> | null = null;

/** Resolves when the classes of this source are there, before it is first painted. */
export async function addClassesOf(source: string): Promise<void> {
  await addClasses(source.match(CANDIDATES) ?? []);
}

async function addClasses(names: Iterable<string>): Promise<void> {
  sheet ??= make();
  (await sheet).add(names);
}

/** Follows the classes that appear in an element while it lives. Ends with the function that comes back. */
export function watchClasses(root: Element): () => void {
  const look = () => void addClasses(classesIn(root));
  look();
  const observer = new MutationObserver(look);
  observer.observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: ["class"] });
  return () => observer.disconnect();
}

function classesIn(root: Element): Set<string> {
  const all = [root, ...root.querySelectorAll("[class]")];
  return new Set(all.flatMap(({ classList }) => [...classList]));
}

async function make(): Promise<Sheet> {
  const compiler = await compile(INPUT);
  const style = document.head.appendChild(document.createElement("style"));
  const known = new Set<string>();
  return {
    add(candidates) {
      const before = known.size;
      for (const candidate of candidates) known.add(candidate);
      if (known.size > before) style.textContent = compiler.build([...known]);
    },
  };
}
