/** One Socket.IO connection for one session, with its state told in the page's words. */

import { io, type Socket } from "socket.io-client";
import type { Connection } from "../store/state";
import { socketPath } from "./base";
import type { Identity } from "./identity";
import type { Outgoing } from "./outgoing";

// Servers answer `connection_successful` after replaying what was missed; one that does not is not waited for longer.
const REPLAY_WAIT_MS = 2000;
const AGAIN_MS = 1000;

export interface Listener {
  /** `reply` answers an event that asks for an answer, and does nothing for others. */
  onEvent(name: string, payload: unknown, reply: (answer: unknown) => void): void;
  onConnection(connection: Connection): void;
  /** The server has said what was missed: now is the time to send what waits. */
  onReplayed(): void;
}

export class Link {
  private readonly socket: Socket;
  private readonly ends = new AbortController();

  constructor(base: URL, identity: Identity, private readonly listener: Listener) {
    this.socket = io(base.origin, {
      path: socketPath(base),
      forceNew: true,
      autoConnect: false,
      withCredentials: true,
      transports: ["websocket", "polling"],
      tryAllTransports: true,
      reconnectionDelay: 500,
      reconnectionDelayMax: 5000,
      // A function: each reconnection tells the thread that is known by then.
      auth: (tell) => tell(credentials(identity)),
    });
    this.listen();
  }

  open(): void {
    this.socket.connect();
  }

  get connected(): boolean {
    return this.socket.connected;
  }

  send(outgoing: Outgoing, delivered: () => void): void {
    this.socket.emit("client_message", outgoing, delivered);
  }

  stop(): void {
    this.socket.emit("stop");
  }

  /** Tells the server that the conversation is over, if it can be told, and hangs up. */
  end(): void {
    if (this.socket.connected) this.socket.emit("clear_session");
    this.close();
  }

  close(): void {
    this.ends.abort();
    this.socket.offAny();
    this.socket.removeAllListeners();
    this.socket.disconnect();
  }

  private listen(): void {
    const { socket, listener } = this;
    socket.onAny((name: string, ...values: unknown[]) => listener.onEvent(name, values[0], replyOf(values)));
    socket.on("connect", () => this.greet());
    socket.on("disconnect", () => this.lost());
    socket.on("connect_error", () => listener.onConnection(this.trouble()));
    const options = { signal: this.ends.signal };
    window.addEventListener("online", () => this.open(), options);
    window.addEventListener("offline", () => listener.onConnection(this.trouble()), options);
  }

  private greet(): void {
    this.listener.onConnection("connected");
    this.socket.timeout(REPLAY_WAIT_MS).emit("connection_successful", () => {
      if (this.socket.connected) this.listener.onReplayed();
    });
  }

  private lost(): void {
    this.listener.onConnection(navigator.onLine ? "reconnecting" : "offline");
    if (this.socket.active) return;
    // Hung up by the server (it may be restarting): the library would not come back by itself.
    const timer = setTimeout(() => this.open(), AGAIN_MS);
    this.ends.signal.addEventListener("abort", () => clearTimeout(timer));
  }

  private trouble(): Connection {
    if (this.socket.connected) return "connected";
    if (!navigator.onLine) return "offline";
    return this.socket.active ? "reconnecting" : "refused";
  }
}

function credentials(identity: Identity): Record<string, string> {
  const { sessionId, threadId } = identity;
  return { clientType: "webapp", sessionId, threadId, userEnv: "{}", chatProfile: "" };
}

type Reply = (answer: unknown) => void;

/** An event that asks for an answer carries a function behind its values. */
function replyOf(values: readonly unknown[]): Reply {
  const last = values.at(-1);
  return typeof last === "function" ? (last as Reply) : () => undefined;
}
