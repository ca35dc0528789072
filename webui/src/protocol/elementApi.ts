/** The REST routes of elements, for whoever may see them: a session, or a signed link. */

import { wireElement, type Element } from "./element";
import { asQuery, type Access, type Http } from "./http";
import { record, text, type Json } from "./json";
import type { Submission } from "./question";

/** What a custom element calls: one of the app's actions, by its name. */
export interface Call {
  readonly name: string;
  readonly payload: Json;
}

export interface Outcome {
  readonly success: boolean;
  readonly response?: unknown;
}

export class ElementApi {
  constructor(
    readonly http: Http,
    /** A function: a new chat is a new session. */
    private readonly access: () => Access,
  ) {}

  /** Where an element's bytes are; undefined when it has none. */
  url(element: Element): string | undefined {
    if (element.url) return element.url;
    return element.key && this.http.url(`project/file/${encodeURIComponent(element.key)}`, asQuery(this.access()));
  }

  rows({ id }: Element, offset: number, limit: number): Promise<unknown> {
    return this.http.json(`${path(id)}/rows`, { ...asQuery(this.access()), offset, limit });
  }

  csvUrl({ id }: Element): string {
    return this.http.url(`${path(id)}/csv`, asQuery(this.access()));
  }

  async update(element: Element, props: Json): Promise<Outcome> {
    return outcome(await this.http.send("PUT", "project/element", { ...this.access(), element: wireElement({ ...element, props }) }));
  }

  async remove(element: Element): Promise<Outcome> {
    return outcome(await this.http.send("DELETE", "project/element", { ...this.access(), element: wireElement(element) }));
  }

  async call({ id }: Element, { name, payload }: Call): Promise<Outcome> {
    const action = { name, payload, elementId: id };
    return outcome(await this.http.send("POST", "project/action", { ...this.access(), action }));
  }

  /** The element that a signed link leads to, and the question that it may answer. */
  signed(id: string): Promise<unknown> {
    return this.http.json(path(id), asQuery(this.access()));
  }

  async answer(id: string, submission: Submission): Promise<void> {
    await this.http.send("POST", `${path(id)}/answer`, submission, asQuery(this.access()));
  }

  /** The app's JSX of a custom element; null when the app has no such file. */
  async source(name: string): Promise<string | null> {
    const { source } = record(await this.http.json(`project/element-source/${encodeURIComponent(name)}`, {}));
    return text(source) ?? null;
  }
}

function path(id: string): string {
  return `project/element/${encodeURIComponent(id)}`;
}

function outcome(value: unknown): Outcome {
  const { success, response } = record(value);
  return { success: success !== false, ...(response === undefined ? {} : { response }) };
}
