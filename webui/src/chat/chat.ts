/** The conversation: what the page can do, and what the server's words do to the store. */

import type { Api, Upload } from "../protocol/api";
import { ElementApi } from "../protocol/elementApi";
import { readEvent } from "../protocol/events";
import type { Identity } from "../protocol/identity";
import { Link } from "../protocol/link";
import type { Action } from "../protocol/action";
import type { Element } from "../protocol/element";
import type { Access } from "../protocol/http";
import type { Outgoing, UserMessage } from "../protocol/outgoing";
import type { FileReference, Question, Submission } from "../protocol/question";
import type { Feedback, Step } from "../protocol/step";
import { uuid } from "../protocol/uuid";
import type { Connection } from "../store/state";
import { Store } from "../store/store";
import { Answers } from "./answers";

/** A file that is on the server and goes with the next message. */
export interface SentFile {
  readonly id: string;
  readonly name: string;
  readonly mime: string;
}

export class Chat {
  readonly store = new Store();
  readonly elements: ElementApi;
  private link: Link | null = null;
  /** Said by the user, not yet acknowledged by the server. The server takes the same id once only. */
  private readonly outgoing = new Map<string, Outgoing>();
  private readonly answers = new Answers();

  constructor(
    private readonly base: URL,
    private readonly api: Api,
    private readonly identity: Identity,
  ) {
    this.elements = new ElementApi(api.http, () => this.access);
  }

  async start(): Promise<void> {
    await this.identity.claim();
    await this.connect();
  }

  send(output: string, files: readonly SentFile[]): void {
    const message = written(output);
    const outgoing = { message, fileReferences: files.map(({ id }) => ({ id })) };
    const direct = this.link?.connected === true && this.store.getState().held.length === 0;
    this.outgoing.set(message.id, outgoing);
    this.store.dispatch({ type: "compose", step: step(message), elements: attached(files, message.id), held: !direct });
    if (direct) this.emit(outgoing);
  }

  stop(): void {
    this.link?.stop();
    this.store.dispatch({ type: "stopped" });
  }

  /** Answers a question in words, which become a message of the user. */
  answerText({ stepId }: Question, output: string): void {
    const message = written(output);
    if (!this.answer(stepId, message)) return;
    const parentId = this.store.getState().steps.get(stepId)?.parentId;
    const said = { ...step(message), ...(parentId ? { parentId } : {}) };
    this.store.dispatch({ type: "compose", step: said, elements: [], held: false });
  }

  answerFiles({ stepId }: Question, files: readonly FileReference[]): void {
    this.answer(stepId, files);
  }

  answerAction({ stepId }: Question, { id, name }: Action): void {
    this.answer(stepId, { id, name });
  }

  answerElement({ stepId, elementId }: Question, submission: Submission): void {
    if (this.answer(stepId, submission) && elementId) this.store.dispatch({ type: "remove_element", id: elementId });
  }

  /** Presses a button of the app. Rejects with an `Error` whose message may be shown. */
  async click({ id, name }: Action): Promise<void> {
    await this.api.click({ id, name }, this.access);
  }

  /** Keeps what the user thinks of an answer; undefined takes it back. Rejects as `click` does. */
  async rate(stepId: string, feedback: Feedback | undefined): Promise<void> {
    const before = this.store.getState().steps.get(stepId)?.feedback;
    const show = (shown: Feedback | undefined) => this.store.dispatch({ type: "feedback", stepId, feedback: shown });
    show(feedback);
    try {
      if (feedback) {
        const id = await this.api.rate(stepId, feedback, this.access);
        show(id ? { ...feedback, id } : feedback);
      } else if (before?.id) {
        await this.api.unrate(before.id, this.access);
      }
    } catch (error) {
      show(before);
      throw error;
    }
  }

  /** Ends this conversation and begins another. */
  async renew(): Promise<void> {
    this.link?.end();
    this.outgoing.clear();
    this.answers.clear();
    this.identity.renew();
    this.store.dispatch({ type: "cleared" });
    await this.connect();
  }

  retry(): void {
    this.store.dispatch({ type: "connection", connection: "connecting" });
    this.link?.open();
  }

  upload(file: File, onProgress: (part: number) => void, question?: Question): Upload {
    return this.api.upload(file, this.access, onProgress, question?.stepId);
  }

  private get access(): Access {
    return { sessionId: this.identity.sessionId };
  }

  private async connect(): Promise<void> {
    const { sessionId } = this.identity;
    const link = new Link(this.base, this.identity, {
      onEvent: (name, payload, reply) => this.hear(name, payload, reply),
      onConnection: (connection) => this.changed(connection),
      onReplayed: () => this.release(),
    });
    this.link = link;
    // Without the cookie everything works on one process; the connection is what tells about real trouble.
    await this.api.setSessionCookie(sessionId).catch(() => undefined);
    if (this.link === link) link.open();
  }

  private hear(name: string, payload: unknown, reply: (answer: unknown) => void): void {
    if (name === "reload") {
      this.link?.end();
      this.identity.renew();
      location.reload();
      return;
    }
    // The thread is gone or not ours: the next connection begins another, instead of failing for ever.
    if (name === "resume_thread_error") this.identity.enter("");
    const event = readEvent(name, payload);
    if (!event) return;
    if (event.type === "new_message") this.outgoing.delete(event.step.id);
    if (event.type === "first_interaction") this.identity.enter(event.threadId);
    if (event.type === "resume_thread") this.identity.enter(event.thread.id);
    const silent = event.type === "ask" && !this.answers.ask(event.question.stepId, reply);
    this.store.enqueue(silent ? { type: "new_message", step: event.step } : event);
  }

  private answer(stepId: string, answer: unknown): boolean {
    const open = this.answers.give(stepId, answer);
    this.store.dispatch({ type: "answered", stepId });
    return open;
  }

  private changed(connection: Connection): void {
    this.answers.broke();
    if (connection !== "connected") this.store.dispatch({ type: "hold", ids: [...this.outgoing.keys()] });
    this.store.dispatch({ type: "connection", connection });
  }

  private release(): void {
    this.store.dispatch({ type: "released" });
    for (const outgoing of this.outgoing.values()) this.emit(outgoing);
  }

  private emit(outgoing: Outgoing): void {
    this.link?.send(outgoing, () => this.outgoing.delete(outgoing.message.id));
  }
}

function written(output: string): UserMessage {
  return { id: uuid(), name: "User", type: "user_message", output, createdAt: new Date().toISOString() };
}

function step({ id, name, type, output }: UserMessage): Step {
  return { id, name, type, output, input: "", isError: false, streaming: false };
}

function attached(files: readonly SentFile[], forId: string): Element[] {
  return files.map(({ id, name, mime }) => ({
    id,
    key: id,
    name,
    mime,
    forId,
    display: "inline",
    type: mime.startsWith("image/") ? "image" : "file",
  }));
}
