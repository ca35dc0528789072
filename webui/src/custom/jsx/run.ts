/** Runs compiled code as a module of its own, without `eval`: the content policy allows scripts of the page only. */

import type { Compiled } from "./compile";

/** What an element finds as globals; `props` are set apart, as they change. */
export interface Globals {
  readonly React: unknown;
  readonly updateElement: unknown;
  readonly deleteElement: unknown;
  readonly callAction: unknown;
  readonly sendUserMessage: unknown;
  readonly submitElement: unknown;
  readonly cancelElement: unknown;
}

type Require = (name: string) => unknown;
type SetProps = (props: unknown) => void;
type Run = (require: Require, exports: Record<string, unknown>, bind: (set: SetProps) => void, globals: Globals) => void;

export interface Running {
  /** The default export; whether it is a component is not known yet. */
  readonly component: unknown;
  /** Changes what `props` means in the element's code. */
  readonly setProps: SetProps;
}

const NAMES = "React, updateElement, deleteElement, callAction, sendUserMessage, submitElement, cancelElement";
const modules = new Map<string, Promise<Run>>();

export function load({ code }: Compiled): Promise<Run> {
  const known = modules.get(code);
  if (known) return known;
  const module = imported(code);
  module.catch(() => modules.delete(code));
  modules.set(code, module);
  return module;
}

/** Each element runs the code for itself: what stands outside of its component is its own. */
export function start(run: Run, require: Require, globals: Globals, props: unknown): Running {
  const exports: Record<string, unknown> = {};
  let setProps: SetProps = () => undefined;
  run(
    require,
    exports,
    (set) => {
      setProps = set;
      set(props);
    },
    globals,
  );
  return { component: exports["default"], setProps };
}

async function imported(code: string): Promise<Run> {
  const source = `export default function (require, exports, bind, { ${NAMES} }) {
let props; bind((next) => { props = next; });
return (function () { ${code}
})();
}`;
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  try {
    const module = (await import(/* @vite-ignore */ url)) as { default: Run };
    return module.default;
  } finally {
    URL.revokeObjectURL(url);
  }
}
