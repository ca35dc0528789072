/** Changes to what hangs on messages, and to what is shown beside them. */

import type { Action } from "../protocol/action";
import type { Element } from "../protocol/element";
import type { Panel, State } from "./state";

/** An upload is shown under its file's id at once; the server's own element for that file takes its place. */
export function putElement(elements: readonly Element[], element: Element): readonly Element[] {
  const same = (known: Element) =>
    known.id === element.id || (element.key !== undefined && known.key === element.key && known.forId === element.forId);
  const index = elements.findIndex(same);
  if (index < 0) return [...elements, element];
  // Told again after a break: what is shown goes on undisturbed.
  return isSame(elements[index], element) ? elements : elements.with(index, element);
}

function isSame(one: Element | undefined, other: Element): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The element in the conversation, and in the panel if it is shown there. */
export function showElement(state: State, element: Element): State {
  const { panel } = state;
  const beside = panel?.elements.some(({ id }) => id === element.id) ?? false;
  return {
    ...state,
    elements: putElement(state.elements, element),
    panel: panel && beside ? { ...panel, elements: putElement(panel.elements, element) } : panel,
  };
}

/** A change that was made on this page, unless something newer was told. */
export function changeElement(state: State, element: Element, before: readonly Element[]): State {
  const same = ({ id }: Element) => id === element.id;
  const current = state.elements.find(same) ?? state.panel?.elements.find(same);
  return current && before.includes(current) ? showElement(state, element) : state;
}

export function removeElement(state: State, id: string): State {
  const others = (known: Element) => known.id !== id;
  const { panel } = state;
  return {
    ...state,
    elements: state.elements.filter(others),
    panel: panel?.elements.some((known) => known.id === id) ? emptied(panel, panel.elements.filter(others)) : panel,
  };
}

export function fillPanel({ panel }: State, elements: readonly Element[], key: string | undefined): Panel | null {
  if (elements.length === 0) return null;
  if (panel && key !== undefined && panel.key === key) return panel;
  return { title: panel?.title ?? "", elements, wanted: false, ...(key === undefined ? {} : { key }) };
}

export function titlePanel({ panel }: State, title: string): Panel {
  return panel ? { ...panel, title } : { title, elements: [], wanted: false };
}

/** One button for one id, in the order of arrival. */
export function putAction(actions: readonly Action[], action: Action): readonly Action[] {
  const index = actions.findIndex(({ id }) => id === action.id);
  return index < 0 ? [...actions, action] : actions.with(index, action);
}

function emptied(panel: Panel, elements: readonly Element[]): Panel | null {
  return elements.length === 0 ? null : { ...panel, elements };
}
