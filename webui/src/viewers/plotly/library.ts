/** The two sizes in which Plotly comes. */

import type { Json } from "../../protocol/json";

export interface Plotly {
  react(box: HTMLElement, data: readonly Json[], layout: Json, config: Json): Promise<unknown>;
  purge(box: HTMLElement): void;
  Plots: { resize(box: HTMLElement): void };
}

type Module = { default: Plotly };

export async function loadCartesian(): Promise<Plotly> {
  return ((await import("plotly.js-cartesian-dist-min")) as unknown as Module).default;
}

/** All kinds of charts; the build that makes no code at run time, which the content policy forbids. */
export async function loadAll(): Promise<Plotly> {
  return ((await import("plotly.js-strict-dist-min")) as unknown as Module).default;
}
