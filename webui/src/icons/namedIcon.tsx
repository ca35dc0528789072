/** A drawing by its lucide name. The drawings come by first letter, with the first one that an app asks for. */

import { createElement, Suspense, use } from "react";
import { Boundary } from "../components/boundary";
import { record } from "../protocol/json";

type Drawing = readonly (readonly [string, Readonly<Record<string, string>>])[];
type Drawings = Readonly<Record<string, Drawing>>;

// Where the build puts them, see `vite.config.ts`.
const here = import.meta.url;
const loading = new Map<string, Promise<Drawings>>();

/** Nothing while it is loading, and for a name that lucide does not know. */
export function NamedIcon({ name }: { name: string }) {
  return (
    <span className="named-icon" aria-hidden="true">
      <Boundary fallback={null}>
        <Suspense>
          <Lines name={kebab(name)} />
        </Suspense>
      </Boundary>
    </span>
  );
}

function Lines({ name }: { name: string }) {
  const drawings = use(drawingsOf(name.charAt(0)));
  const lines = Object.hasOwn(drawings, name) ? drawings[name] : undefined;
  if (!lines) return null;
  return (
    <svg
      className={`lucide lucide-${name}`}
      width={16}
      height={16}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {lines.map(([tag, attributes], index) => createElement(tag, { key: index, ...attributes }))}
    </svg>
  );
}

function drawingsOf(letter: string): Promise<Drawings> {
  const known = loading.get(letter) ?? download(letter);
  known.catch(() => loading.delete(letter));
  loading.set(letter, known);
  return known;
}

async function download(letter: string): Promise<Drawings> {
  if (!/^[a-z]$/.test(letter)) return {};
  const response = await fetch(new URL(`${ICON_FOLDER}/${letter}.json`, here));
  return response.ok ? (record(await response.json()) as Drawings) : {};
}

/** Names are written `mouse-pointer-click`; `MousePointerClick` means the same. */
function kebab(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase();
}
