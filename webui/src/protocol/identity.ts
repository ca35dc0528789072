/** Who this tab is to the server: a session that survives reloads, and the thread it is in. */

import { store, stored } from "./storage";
import { uuid } from "./uuid";

const SESSION = "botbridge.session";
const THREAD = "botbridge.thread";

// A reload frees the lock of the page before it within milliseconds; a copied tab keeps it for good.
const LOCK_WAIT_MS = 400;

export class Identity {
  sessionId = "";
  threadId = "";

  /** Takes up the session of this tab, or begins one. */
  async claim(): Promise<void> {
    const known = stored("sessionStorage", SESSION);
    if (!known || !(await lock(known))) {
      this.renew();
      return;
    }
    this.sessionId = known;
    this.threadId = stored("sessionStorage", THREAD) ?? "";
  }

  /** Begins a new session, in no thread yet. */
  renew(): void {
    this.sessionId = uuid();
    store("sessionStorage", SESSION, this.sessionId);
    this.enter("");
    void lock(this.sessionId);
  }

  enter(threadId: string): void {
    this.threadId = threadId;
    store("sessionStorage", THREAD, threadId);
  }
}

/** "Duplicate tab" copies the session storage: whoever comes second must not take the first one's session. */
function lock(sessionId: string): Promise<boolean> {
  // Web locks exist in secure contexts only.
  if (!("locks" in navigator)) return Promise.resolve(true);
  return new Promise((resolve) => {
    const held = () => {
      resolve(true);
      return new Promise(() => undefined);
    };
    const options = { signal: AbortSignal.timeout(LOCK_WAIT_MS) };
    navigator.locks.request(`botbridge.${sessionId}`, options, held).catch(() => resolve(false));
  });
}
