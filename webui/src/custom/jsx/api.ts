/** What an element can do, as the globals that its code finds. */

import type { ElementHost } from "../../elements/host";
import type { Element } from "../../protocol/element";
import type { Call, Outcome } from "../../protocol/elementApi";
import { record, text, type Json } from "../../protocol/json";
import type { Submission } from "../../protocol/question";
import type { Globals } from "./run";

const FAILED: Outcome = { success: false };

/** What the functions act on: the element and its host as they are by then. */
export interface Current {
  readonly element: Element;
  readonly host: ElementHost;
  /** What is said when there is nothing to answer. */
  readonly notAsked: string;
}

export class ElementActions {
  /** What this page made of the element last. */
  private own: readonly Element[] = [];

  constructor(private now: Current) {}

  follow(now: Current): void {
    this.now = now;
  }

  /** The same functions as long as the element lives. */
  globals(): Omit<Globals, "React"> {
    return {
      updateElement: (props: unknown) => this.attempt(() => this.update(plain(props))),
      deleteElement: () => this.attempt(() => this.remove()),
      callAction: (call: unknown) => this.attempt(() => this.now.host.api.call(this.now.element, callOf(call))),
      sendUserMessage: (message: unknown) => this.now.host.say(text(message) ?? ""),
      submitElement: (values: unknown) => this.answer({ ...plain(values), submitted: true }),
      cancelElement: () => this.answer({ submitted: false }),
    };
  }

  private async update(props: Json): Promise<Outcome> {
    const { element } = this.now;
    const outcome = await this.now.host.api.update(element, props);
    if (!outcome.success) return outcome;
    const changed = { ...element, props };
    this.now.host.changed(changed, [element, ...this.own]);
    this.own = [changed];
    return outcome;
  }

  private async remove(): Promise<Outcome> {
    const { element, host } = this.now;
    const outcome = await host.api.remove(element);
    if (outcome.success) host.removed(element);
    return outcome;
  }

  /** A refusal is said, and is an outcome: elements do not have to catch. */
  private async attempt(run: () => Promise<Outcome>): Promise<Outcome> {
    try {
      return await run();
    } catch (error) {
      this.now.host.notify(error instanceof Error && error.message ? error.message : String(error), "error");
      return FAILED;
    }
  }

  private answer(submission: Submission): void {
    const { element, host, notAsked } = this.now;
    if (host.asking?.answers(element)) host.asking.answer(submission);
    else host.notify(notAsked, "warning");
  }
}

function callOf(value: unknown): Call {
  const { name, payload } = record(value);
  return { name: text(name) ?? "", payload: plain(payload) };
}

/** A copy that is sure to be JSON. */
function plain(value: unknown): Json {
  return record(JSON.parse(JSON.stringify(value ?? {})));
}
