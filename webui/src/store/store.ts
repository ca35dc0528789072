/** Holds the state, and lets what the server says take effect once per frame. */

import type { Event, ServerEvent } from "./event";
import { joinTokens, reduce } from "./reducer";
import { initialState, type State } from "./state";

// Frames stand still in a hidden tab; then a timer serves.
const HIDDEN_TAB_MS = 250;
// Rendering takes at most this part of the time: after a frame that took 30 ms the next one waits 120 ms.
const RENDER_SHARE = 1 / 4;

export class Store {
  private state: State = initialState;
  private readonly listeners = new Set<() => void>();
  private waiting: ServerEvent[] = [];
  private cancel: (() => void) | null = null;
  private cost = 0;

  readonly getState = (): State => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Takes effect at once, after everything that was heard before it. */
  dispatch(event: Event): void {
    this.apply([...this.take(), event]);
  }

  /** Takes effect with the next frame, in the order of arrival. */
  enqueue(event: ServerEvent): void {
    this.waiting.push(event);
    this.cancel ??= soon(this.cost / RENDER_SHARE, () => this.apply(this.take()));
  }

  private take(): ServerEvent[] {
    this.cancel?.();
    this.cancel = null;
    const events = joinTokens(this.waiting);
    this.waiting = [];
    return events;
  }

  private apply(events: readonly Event[]): void {
    const before = this.state;
    this.state = events.reduce(reduce, before);
    if (this.state === before) return;
    const begin = performance.now();
    for (const listener of this.listeners) listener();
    // React renders in a microtask that its listeners have queued by now; this one comes after it.
    queueMicrotask(() => {
      this.cost = performance.now() - begin;
    });
  }
}

/** Runs once: with the first frame after `delay` ms, or by a timer when there are no frames. */
function soon(delay: number, run: () => void): () => void {
  let frame = 0;
  const timers = [
    setTimeout(() => (frame = requestAnimationFrame(once)), delay),
    setTimeout(once, delay + HIDDEN_TAB_MS),
  ];
  function cancel() {
    timers.forEach(clearTimeout);
    cancelAnimationFrame(frame);
  }
  function once() {
    cancel();
    run();
  }
  return cancel;
}
