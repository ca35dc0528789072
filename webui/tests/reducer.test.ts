import { describe, expect, it } from "vitest";
import { readEvent } from "../src/protocol/events";
import type { Element } from "../src/protocol/element";
import type { Step } from "../src/protocol/step";
import type { Event, ServerEvent } from "../src/store/event";
import { joinTokens, reduce } from "../src/store/reducer";
import { initialState, type State } from "../src/store/state";

function message(id: string, output = id, more: Partial<Step> = {}): Step {
  return { id, name: "Ada", type: "assistant_message", output, input: "", isError: false, streaming: false, ...more };
}

function mine(id: string): Step {
  return message(id, id, { name: "User", type: "user_message" });
}

function play(...events: Event[]): State {
  return events.reduce(reduce, initialState);
}

function shown(state: State): string[] {
  return state.messages.map((id) => state.steps.get(id)?.output ?? "?");
}

const put = (step: Step): Event => ({ type: "new_message", step });
const token = (id: string, text: string, isSequence = false): ServerEvent => ({
  type: "stream_token",
  id,
  token: text,
  isSequence,
  isInput: false,
});

describe("messages", () => {
  it("keep the order of arrival, and a known id updates in place", () => {
    expect(shown(play(put(message("a")), put(message("b")), put(message("a", "A"))))).toEqual(["A", "b"]);
  });

  it("are shown, other steps are kept", () => {
    const state = play(put(message("run", "x", { type: "run" })), put(message("a")));
    expect(shown(state)).toEqual(["a"]);
    expect(state.steps.has("run")).toBe(true);
  });

  it("go with their elements", () => {
    const element: Element = { id: "e", type: "file", name: "f", forId: "a", display: "inline" };
    const state = play(put(message("a")), { type: "element", element }, { type: "delete_message", id: "a" });
    expect([shown(state), state.elements]).toEqual([[], []]);
  });

  it("are replaced by a resumed thread", () => {
    const thread = { id: "t", steps: [message("b"), message("c")], elements: [] };
    expect(shown(play(put(message("a")), { type: "resume_thread", thread }))).toEqual(["b", "c"]);
  });
});

describe("streams", () => {
  it("append, replace, and end with the whole message", () => {
    const start: Event = { type: "stream_start", step: message("a", "") };
    const streamed = play(start, token("a", "x"), token("a", "y"));
    expect(streamed.steps.get("a")).toMatchObject({ output: "xy", streaming: true });
    expect(reduce(streamed, token("a", "z", true)).steps.get("a")?.output).toBe("z");
    expect(reduce(streamed, put(message("a", "whole"))).steps.get("a")).toMatchObject({ output: "whole", streaming: false });
  });

  it("of input do not touch the output", () => {
    const state = play(put(message("a")), { type: "stream_token", id: "a", token: "in", isSequence: false, isInput: true });
    expect(state.steps.get("a")).toMatchObject({ input: "in", output: "a" });
  });

  it("of an unknown message change nothing", () => {
    expect(play(token("nobody", "x"))).toBe(initialState);
  });

  it("leave finished messages as they are, so that they are not drawn again", () => {
    const before = play(put(message("a")), put(message("b", "")));
    const after = reduce(before, token("b", "x"));
    expect(after.steps.get("a")).toBe(before.steps.get("a"));
    expect(after.messages).toBe(before.messages);
  });

  it("are joined without changing what comes out", () => {
    const events: ServerEvent[] = [token("a", "1"), token("a", "2"), token("a", "3", true), token("a", "4"), token("b", "5"), token("a", "6")];
    const joined = joinTokens(events);
    expect(joined).toHaveLength(4);
    const from = play(put(message("a", "")), put(message("b", "")));
    expect(shown(joined.reduce(reduce, from))).toEqual(shown(events.reduce(reduce, from)));
  });

  it("are closed by stop", () => {
    const state = play({ type: "task_start" }, { type: "stream_start", step: message("a", "half") }, { type: "stopped" });
    expect(state.running).toBe(false);
    expect(state.steps.get("a")).toMatchObject({ output: "half", streaming: false });
  });
});

describe("held messages", () => {
  const compose = (id: string, held: boolean): Event => ({ type: "compose", step: mine(id), elements: [], held });

  it("stay at the end until they are sent", () => {
    const waiting = play(compose("q", false), { type: "hold", ids: ["q"] }, put(message("missed")));
    expect(shown(waiting)).toEqual(["missed", "q"]);
    expect(shown(reduce(reduce(waiting, { type: "released" }), put(message("answer"))))).toEqual(["missed", "q", "answer"]);
  });

  it("are not those that were answered without an acknowledgement", () => {
    const state = play(compose("q", false), put(message("answer")), compose("r", false), { type: "hold", ids: ["q", "r"] });
    expect([shown(state), state.held]).toEqual([["q", "answer", "r"], ["r"]]);
  });

  it("are held no longer when the server knows them", () => {
    expect(play(compose("q", true), put(mine("q"))).held).toEqual([]);
  });
});

describe("elements", () => {
  it("of the server take the place of the page's own", () => {
    const element: Element = { id: "file1", key: "file1", type: "file", name: "f", forId: "q", display: "inline" };
    const own: Event = { type: "compose", step: mine("q"), elements: [element], held: false };
    const state = play(own, { type: "element", element: { ...element, id: "other", url: "/x" } });
    expect(state.elements).toEqual([{ ...element, id: "other", url: "/x" }]);
  });
});

describe("the wire", () => {
  it("is read with care", () => {
    expect(readEvent("new_message", { id: 5, output: { a: 1 }, parentId: null })).toEqual({
      type: "new_message",
      step: { id: "5", name: "", type: "undefined", output: '{\n  "a": 1\n}', input: "", isError: false, streaming: false },
    });
    for (const junk of [null, 3, "x", [], { id: {} }]) expect(readEvent("new_message", junk)).toBeNull();
    for (const name of ["made_up", "__proto__", "constructor"]) expect(readEvent(name, {})).toBeNull();
    expect(readEvent("toast", { message: "hi", type: "loud" })).toEqual({ type: "toast", message: "hi", kind: "info" });
  });
});

describe("other state", () => {
  it("forgets that something runs when the line breaks", () => {
    expect(play({ type: "task_start" }, { type: "connection", connection: "reconnecting" }).running).toBe(false);
  });

  it("keeps the four newest toasts", () => {
    const toast: Event = { type: "toast", message: "m", kind: "info" };
    expect(play(...Array<Event>(6).fill(toast)).toasts.map(({ id }) => id)).toEqual([2, 3, 4, 5]);
  });

  it("keeps the settings through a new chat", () => {
    const state = play(put(message("a")), { type: "cleared" });
    expect([state.messages, state.connection]).toEqual([[], "connecting"]);
  });
});
