/** Changes to the steps, and to the lists of their ids. */

import { optional } from "../protocol/json";
import type { Feedback, Step, Token } from "../protocol/step";
import { isMessage } from "../protocol/step";
import type { State } from "./state";

export function put(state: State, told: Step): State {
  const known = state.steps.get(told.id);
  // What a message is changed to says nothing about what was thought of it.
  const step = { ...optional("feedback", known?.feedback), ...told };
  const steps = new Map(state.steps).set(step.id, step);
  const held = state.held.includes(step.id) ? state.held.filter((id) => id !== step.id) : state.held;
  const changed = { ...state, steps, held };
  if (!known) return { ...changed, ...inserted(state, held.length, step) };
  const stays = known.parentId === step.parentId && known.type === step.type && known.name === step.name;
  return stays ? changed : { ...changed, shape: state.shape + 1 };
}

/** Everything anew, as a resumed conversation brings it. */
export function replace(state: State, all: readonly Step[]): State {
  const steps = new Map(all.map((step) => [step.id, step]));
  const order = [...steps.keys()];
  const messages = [...steps.values()].filter(isMessage).map(({ id }) => id);
  return { ...state, steps, order, messages, held: [] };
}

export function append(state: State, { id, token, isSequence, isInput }: Token): State {
  const step = state.steps.get(id);
  if (!step) return state;
  const field = isInput ? "input" : "output";
  return changed(state, { ...step, [field]: isSequence ? token : step[field] + token });
}

export function remove(state: State, id: string): State {
  const steps = new Map(state.steps);
  steps.delete(id);
  const others = (known: string) => known !== id;
  return {
    ...state,
    steps,
    order: state.order.filter(others),
    messages: state.messages.filter(others),
    held: state.held.filter(others),
    elements: state.elements.filter(({ forId }) => forId !== id),
    actions: state.actions.filter(({ forId }) => forId !== id),
    question: state.question?.stepId === id ? null : state.question,
  };
}

/** Those of `ids` that nothing follows: what is followed by something else has been heard, answered or not. */
export function lastOnes(order: readonly string[], ids: readonly string[]): readonly string[] {
  return order.slice(order.findLastIndex((id) => !ids.includes(id)) + 1);
}

/** No step grows any more. */
export function settled(state: State): State {
  const still = ([id, step]: [string, Step]) => [id, step.streaming ? { ...step, streaming: false } : step] as const;
  return { ...state, steps: new Map([...state.steps].map(still)) };
}

export function rate(state: State, id: string, feedback: Feedback | undefined): State {
  const step = state.steps.get(id);
  if (!step) return state;
  const rest = Object.fromEntries(Object.entries(step).filter(([name]) => name !== "feedback")) as unknown as Step;
  return changed(state, { ...rest, ...optional("feedback", feedback) });
}

function changed(state: State, step: Step): State {
  return { ...state, steps: new Map(state.steps).set(step.id, step) };
}

/** The lists with a new step, which comes before the messages that wait. */
function inserted(state: State, waiting: number, step: Step): Pick<State, "order" | "messages"> {
  const into = (ids: readonly string[]) => ids.toSpliced(ids.length - waiting, 0, step.id);
  return { order: into(state.order), messages: isMessage(step) ? into(state.messages) : state.messages };
}
