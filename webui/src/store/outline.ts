/** Which steps stand at the top of the conversation, and which hang in another one. */

import type { Cot } from "../protocol/settings";
import { isMessage, type Step } from "../protocol/step";
import { grouped } from "./grouped";
import type { State } from "./state";

export interface Outline {
  readonly roots: readonly string[];
  /** What hangs in a step, by the step's id. */
  readonly children: ReadonlyMap<string, readonly string[]>;
  /** The steps in which, however deep, a message hangs. */
  readonly speaking: ReadonlySet<string>;
}

type Steps = ReadonlyMap<string, Step>;

// The frames around the app's own callbacks: what happens in them is shown, they themselves are not.
const FRAMES: ReadonlySet<string> = new Set(["on_chat_start", "on_message", "on_audio_end"]);
// Deeper nesting is not a tree that anybody reads, or it is a circle.
const MAX_DEPTH = 32;

const shownSteps: Readonly<Record<Cot, (step: Step) => boolean>> = {
  full: (step) => !(step.type === "run" && FRAMES.has(step.name)),
  tool_call: (step) => step.type === "tool",
  hidden: () => false,
};

/** What is not shown gives its place to what hangs in it. What hangs in nothing known stands at the top. */
export function outline(order: readonly string[], steps: Steps, cot: Cot): Outline {
  const hosts = new Map(order.map((id) => [id, hostOf(id, steps) ?? ""]));
  const below = grouped(order, (id) => hosts.get(id) ?? "");
  const shown = (id: string) => {
    const step = steps.get(id);
    return step !== undefined && (isMessage(step) || shownSteps[cot](step));
  };
  const expand = (id: string): readonly string[] => (shown(id) ? [id] : (below.get(id) ?? []).flatMap(expand));
  const inside = [...below].filter(([id]) => shown(id)).map(([id, ids]) => [id, ids.flatMap(expand)] as const);
  const speaking = new Set(order.filter((id) => says(id, steps)).flatMap((id) => above(id, hosts)));
  return { roots: (below.get("") ?? []).flatMap(expand), children: new Map(inside), speaking };
}

function says(id: string, steps: Steps): boolean {
  const step = steps.get(id);
  return step !== undefined && isMessage(step);
}

/** Everything in which a step hangs. */
function above(id: string, hosts: ReadonlyMap<string, string>): string[] {
  const found: string[] = [];
  for (let host = hosts.get(id); host; host = hosts.get(host)) found.push(host);
  return found;
}

/** The step in which another one hangs; messages hold nothing. */
function hostOf(id: string, steps: Steps): string | undefined {
  const host = parent(steps.get(id), steps);
  if (!host || isMessage(host)) return undefined;
  let above: Step | undefined = host;
  for (let depth = 0; above; depth++) {
    if (above.id === id || depth === MAX_DEPTH) return undefined;
    above = parent(above, steps);
  }
  return host.id;
}

function parent(step: Step | undefined, steps: Steps): Step | undefined {
  return step?.parentId === undefined ? undefined : steps.get(step.parentId);
}

interface Known {
  readonly order: State["order"];
  readonly shape: number;
  readonly cot: Cot;
  readonly outline: Outline;
}

let known: Known | null = null;

/** The outline of a state; worked out when somebody looks, not for each step of a long conversation that arrives. */
export function outlineOf({ order, shape, steps, settings }: State): Outline {
  const cot = settings?.cot ?? "full";
  if (known?.order !== order || known.shape !== shape || known.cot !== cot) {
    known = { order, shape, cot, outline: outline(order, steps, cot) };
  }
  return known.outline;
}
