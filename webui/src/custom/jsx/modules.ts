/** What an element may import. Each is loaded with the first element that imports it. */

import type { Json } from "../../protocol/json";
import * as sonner from "./modules/sonner";

type Loader = () => Promise<unknown>;

const loaders: Readonly<Record<string, Loader>> = {
  react: () => import("react"),
  sonner: () => Promise.resolve(sonner),
  zod: () => import("zod/v3"),
  recoil: () => import("./modules/recoil"),
  "react-hook-form": () => import("react-hook-form"),
  "lucide-react": () => import("lucide-react"),
  "@/components/ui/accordion": () => import("./ui/accordion"),
  "@/components/ui/aspect-ratio": () => import("./ui/aspectRatio"),
  "@/components/ui/avatar": () => import("./ui/avatar"),
  "@/components/ui/badge": () => import("./ui/badge"),
  "@/components/ui/button": () => import("./ui/button"),
  "@/components/ui/card": () => import("./ui/card"),
  "@/components/ui/carousel": () => import("./ui/carousel"),
  "@/components/ui/checkbox": () => import("./ui/checkbox"),
  "@/components/ui/command": () => import("./ui/command"),
  "@/components/ui/dialog": () => import("./ui/dialog"),
  "@/components/ui/dropdown-menu": () => import("./ui/dropdownMenu"),
  "@/components/ui/form": () => import("./ui/form"),
  "@/components/ui/hover-card": () => import("./ui/hoverCard"),
  "@/components/ui/input": () => import("./ui/input"),
  "@/components/ui/label": () => import("./ui/label"),
  "@/components/ui/pagination": () => import("./ui/pagination"),
  "@/components/ui/popover": () => import("./ui/popover"),
  "@/components/ui/progress": () => import("./ui/progress"),
  "@/components/ui/scroll-area": () => import("./ui/scrollArea"),
  "@/components/ui/separator": () => import("./ui/separator"),
  "@/components/ui/select": () => import("./ui/select"),
  "@/components/ui/sheet": () => import("./ui/sheet"),
  "@/components/ui/skeleton": () => import("./ui/skeleton"),
  "@/components/ui/switch": () => import("./ui/switch"),
  "@/components/ui/table": () => import("./ui/table"),
  "@/components/ui/textarea": () => import("./ui/textarea"),
  "@/components/ui/tooltip": () => import("./ui/tooltip"),
};

export const ALLOWED = Object.keys(loaders);

/** An import that no element may have; the page lists those that it may. */
export class ImportProblem extends Error {
  constructor(readonly module: string) {
    super(`"${module}" cannot be imported here.`);
  }
}

/** Fails with an ImportProblem for the first name that is not in the list. */
export async function loadModules(names: readonly string[]): Promise<(name: string) => unknown> {
  const loaded = await Promise.all(names.map(async (name) => [name, await loaderOf(name)()] as const));
  const known = new Map(loaded.map(([name, module]) => [name, compatible(module)]));
  return (name) => {
    if (!known.has(name)) throw new ImportProblem(name);
    return known.get(name);
  };
}

function loaderOf(name: string): Loader {
  const loader = Object.hasOwn(loaders, name) ? loaders[name] : undefined;
  if (!loader) throw new ImportProblem(name);
  return loader;
}

/** `import React from "react"`, too: a module without a default export is its own. */
function compatible(module: unknown): Json {
  const exports = module as Json;
  return { ...exports, default: exports["default"] ?? exports, __esModule: true };
}
