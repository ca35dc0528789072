/** One event, one new state. Pure: the same events give the same page. */

import type { Element, Step, Token } from "../protocol/types";
import type { Event, ServerEvent } from "./event";
import { initialState, type State } from "./state";

const MESSAGES: ReadonlySet<string> = new Set(["user_message", "assistant_message", "system_message"]);
// More would hide the conversation; the oldest gives way.
const MAX_TOASTS = 4;

type EventOf<T> = Event extends infer E ? (E extends { readonly type: infer U } ? (T extends U ? E : never) : never) : never;
type Handlers = { readonly [T in Event["type"]]: (state: State, event: EventOf<T>) => State };

const handlers: Handlers = {
  new_message: (state, { step }) => put(state, step),
  update_message: (state, { step }) => put(state, step),
  ask: (state, { step }) => put({ ...state, running: false }, step),
  stream_start: (state, { step }) => put(state, { ...step, streaming: true }),
  stream_token: append,
  delete_message: (state, { id }) => remove(state, id),
  element: (state, { element }) => ({ ...state, elements: putElement(state.elements, element) }),
  remove_element: (state, { id }) => ({ ...state, elements: state.elements.filter((known) => known.id !== id) }),
  task_start: (state) => ({ ...state, running: true }),
  task_end: (state) => ({ ...state, running: false }),
  first_interaction: (state) => state,
  resume_thread: (state, { thread }) => {
    const empty = { ...state, steps: new Map<string, Step>(), messages: [], held: [], elements: thread.elements };
    return thread.steps.reduce(put, empty);
  },
  toast: (state, { message, kind }) => ({
    ...state,
    toasts: [...state.toasts, { id: state.toastCount, message, kind }].slice(-MAX_TOASTS),
    toastCount: state.toastCount + 1,
  }),
  dismiss: (state, { id }) => ({ ...state, toasts: state.toasts.filter((toast) => toast.id !== id) }),
  // After a break the server says anew whether something runs.
  connection: (state, { connection }) => ({ ...state, connection, running: connection === "connected" && state.running }),
  settings: (state, { settings }) => ({ ...state, settings }),
  compose: (state, { step, elements, held }) => ({
    ...put(state, step),
    elements: elements.reduce(putElement, state.elements),
    held: held ? [...state.held, step.id] : state.held,
  }),
  hold: (state, { ids }) => ({ ...state, held: lastOnes(state.messages, ids) }),
  released: (state) => ({ ...state, held: [] }),
  stopped: (state) => ({ ...state, running: false, steps: settled(state.steps) }),
  cleared: ({ settings, toasts, toastCount }) => ({ ...initialState, settings, toasts, toastCount }),
};

export function reduce(state: State, event: Event): State {
  return (handlers[event.type] as (state: State, event: Event) => State)(state, event);
}

/** Tokens of one message that follow each other become one, so that a fast stream costs one change per frame. */
export function joinTokens(events: readonly ServerEvent[]): ServerEvent[] {
  const joined: ServerEvent[] = [];
  for (const event of events) {
    const last = joined.at(-1);
    if (last?.type === "stream_token" && event.type === "stream_token" && continues(last, event)) {
      joined[joined.length - 1] = { ...last, token: last.token + event.token };
    } else {
      joined.push(event);
    }
  }
  return joined;
}

function continues(last: Token, next: Token): boolean {
  return !next.isSequence && next.id === last.id && next.isInput === last.isInput;
}

function put(state: State, step: Step): State {
  const steps = new Map(state.steps).set(step.id, step);
  const held = state.held.includes(step.id) ? state.held.filter((id) => id !== step.id) : state.held;
  if (!MESSAGES.has(step.type) || state.messages.includes(step.id)) return { ...state, steps, held };
  const end = state.messages.length - held.length;
  return { ...state, steps, held, messages: state.messages.toSpliced(end, 0, step.id) };
}

/** Those of `ids` that nothing follows: what is followed by something else has been heard, answered or not. */
function lastOnes(messages: readonly string[], ids: readonly string[]): readonly string[] {
  return messages.slice(messages.findLastIndex((id) => !ids.includes(id)) + 1);
}

function append(state: State, { id, token, isSequence, isInput }: Token): State {
  const step = state.steps.get(id);
  if (!step) return state;
  const field = isInput ? "input" : "output";
  const changed = { ...step, [field]: isSequence ? token : step[field] + token };
  return { ...state, steps: new Map(state.steps).set(id, changed) };
}

function remove(state: State, id: string): State {
  const steps = new Map(state.steps);
  steps.delete(id);
  return {
    ...state,
    steps,
    messages: state.messages.filter((known) => known !== id),
    held: state.held.filter((known) => known !== id),
    elements: state.elements.filter((element) => element.forId !== id),
  };
}

/** An upload is shown under its file's id at once; the server's own element for that file takes its place. */
function putElement(elements: readonly Element[], element: Element): readonly Element[] {
  const same = (known: Element) =>
    known.id === element.id || (element.key !== undefined && known.key === element.key && known.forId === element.forId);
  const index = elements.findIndex(same);
  return index < 0 ? [...elements, element] : elements.with(index, element);
}

function settled(steps: ReadonlyMap<string, Step>): ReadonlyMap<string, Step> {
  return new Map([...steps].map(([id, step]) => [id, step.streaming ? { ...step, streaming: false } : step]));
}
