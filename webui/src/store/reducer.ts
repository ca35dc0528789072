/** One event, one new state. Pure: the same events give the same page. */

import type { Token } from "../protocol/step";
import { changeElement, fillPanel, putAction, putElement, removeElement, showElement, titlePanel } from "./elements";
import type { Event, ServerEvent } from "./event";
import { initialState, type State } from "./state";
import { append, lastOnes, put, rate, remove, replace, settled } from "./steps";

// More would hide the conversation; the oldest gives way.
const MAX_TOASTS = 4;
const MAX_CHARS = 500;

type EventOf<T> = Event extends infer E ? (E extends { readonly type: infer U } ? (T extends U ? E : never) : never) : never;
type Handlers = { readonly [T in Event["type"]]: (state: State, event: EventOf<T>) => State };

const handlers: Handlers = {
  new_message: (state, { step }) => put(state, step),
  update_message: (state, { step }) => put(state, step),
  stream_start: (state, { step }) => put(state, { ...step, streaming: true }),
  stream_token: append,
  delete_message: (state, { id }) => remove(state, id),
  element: (state, { element }) => showElement(state, element),
  changed: (state, { element, before }) => changeElement(state, element, before),
  remove_element: (state, { id }) => removeElement(state, id),
  action: (state, { action }) => ({ ...state, actions: putAction(state.actions, action) }),
  remove_action: (state, { id }) => ({ ...state, actions: state.actions.filter((known) => known.id !== id) }),
  ask: (state, { step, question }) => ({ ...put(state, step), question, questionStale: false }),
  ask_timeout: closed,
  clear_ask: closed,
  answered: (state, { stepId }) => (state.question?.stepId === stepId ? closed(state) : state),
  task_start: (state) => ({ ...state, running: true }),
  task_end: (state) => ({ ...state, running: false }),
  set_sidebar_title: (state, { title }) => ({ ...state, panel: titlePanel(state, title) }),
  set_sidebar_elements: (state, { elements, key }) => ({ ...state, panel: fillPanel(state, elements, key) }),
  panel: (state, { title, elements }) => ({ ...state, panel: { title, elements, wanted: true } }),
  panel_closed: (state) => ({ ...state, panel: null }),
  first_interaction: (state) => state,
  resume_thread: (state, { thread }) => ({
    ...replace(state, thread.steps),
    elements: thread.elements,
    // The server sends the open buttons again, after the conversation.
    actions: [],
  }),
  feedback: (state, { stepId, feedback }) => rate(state, stepId, feedback),
  toast: (state, { message, kind }) => ({
    ...state,
    toasts: [...state.toasts, { id: state.toastCount, message: message.slice(0, MAX_CHARS), kind }].slice(-MAX_TOASTS),
    toastCount: state.toastCount + 1,
  }),
  dismiss: (state, { id }) => ({ ...state, toasts: state.toasts.filter((toast) => toast.id !== id) }),
  connection: (state, { connection }) => {
    if (connection === state.connection) return state;
    const up = connection === "connected";
    // After a break the server says anew whether something runs, and asks again what is still open.
    return { ...state, connection, running: up && state.running, replayed: false, questionStale: state.question !== null };
  },
  settings: (state, { settings }) => ({ ...state, settings }),
  compose: (state, { step, elements, held }) => ({
    ...put(state, step),
    elements: elements.reduce(putElement, state.elements),
    held: held ? [...state.held, step.id] : state.held,
  }),
  hold: (state, { ids }) => ({ ...state, held: lastOnes(state.order, ids) }),
  released: (state) => ({ ...(state.questionStale ? closed(state) : state), held: [], replayed: true }),
  stopped: (state) => settled({ ...state, running: false }),
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

/** The question is over, and so are its buttons. */
function closed(state: State): State {
  const { question, actions } = state;
  if (!question) return state;
  const keys = question.kind === "action" ? question.keys : [];
  return { ...state, question: null, questionStale: false, actions: actions.filter(({ id }) => !keys.includes(id)) };
}
