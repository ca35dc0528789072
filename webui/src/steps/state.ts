/** How far a step has come. */

import type { Step } from "../protocol/step";

export type StepState = "running" | "failed" | "done";

/** `running` tells whether the app is at work: a step without an end was cut off when it is not. */
export function stateOf(step: Step, running: boolean): StepState {
  if (step.isError) return "failed";
  const begun = step.start !== undefined && step.end === undefined;
  return step.streaming || (begun && running) ? "running" : "done";
}
