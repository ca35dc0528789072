/** The conversation: what the page can do, and what the server's words do to the store. */

import type { Api, Upload } from "../protocol/api";
import { readEvent } from "../protocol/events";
import type { Identity } from "../protocol/identity";
import { Link } from "../protocol/link";
import type { Element, Outgoing, Step, UserMessage } from "../protocol/types";
import { uuid } from "../protocol/uuid";
import type { Connection } from "../store/state";
import { Store } from "../store/store";

/** A file that is on the server and goes with the next message. */
export interface SentFile {
  readonly id: string;
  readonly name: string;
  readonly mime: string;
}

export class Chat {
  readonly store = new Store();
  private link: Link | null = null;
  /** Said by the user, not yet acknowledged by the server. The server takes the same id once only. */
  private readonly outgoing = new Map<string, Outgoing>();

  constructor(
    private readonly base: URL,
    private readonly api: Api,
    private readonly identity: Identity,
  ) {}

  async start(): Promise<void> {
    await this.identity.claim();
    await this.connect();
  }

  send(output: string, files: readonly SentFile[]): void {
    const message: UserMessage = { id: uuid(), name: "User", type: "user_message", output, createdAt: new Date().toISOString() };
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

  /** Ends this conversation and begins another. */
  async renew(): Promise<void> {
    this.link?.end();
    this.outgoing.clear();
    this.identity.renew();
    this.store.dispatch({ type: "cleared" });
    await this.connect();
  }

  retry(): void {
    this.store.dispatch({ type: "connection", connection: "connecting" });
    this.link?.open();
  }

  upload(file: File, onProgress: (part: number) => void): Upload {
    return this.api.upload(file, this.identity.sessionId, onProgress);
  }

  elementUrl(element: Element): string | undefined {
    return element.url ?? (element.key && this.api.fileUrl(element.key, this.identity.sessionId));
  }

  private async connect(): Promise<void> {
    const { sessionId } = this.identity;
    const link = new Link(this.base, this.identity, {
      onEvent: (name, payload) => this.hear(name, payload),
      onConnection: (connection) => this.changed(connection),
      onReplayed: () => this.release(),
    });
    this.link = link;
    // Without the cookie everything works on one process; the connection is what tells about real trouble.
    await this.api.setSessionCookie(sessionId).catch(() => undefined);
    if (this.link === link) link.open();
  }

  private hear(name: string, payload: unknown): void {
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
    this.store.enqueue(event);
  }

  private changed(connection: Connection): void {
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
    type: mime.startsWith("image/") ? "image" : "file",
  }));
}
