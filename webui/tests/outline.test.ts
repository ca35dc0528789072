import { describe, expect, it } from "vitest";
import type { Step } from "../src/protocol/step";
import { readSettings } from "../src/protocol/settings";
import type { Event } from "../src/store/event";
import { outline, outlineOf } from "../src/store/outline";
import { reduce } from "../src/store/reducer";
import { initialState } from "../src/store/state";
import { stateOf } from "../src/steps/state";

function step(id: string, parentId?: string, more: Partial<Step> = {}): Step {
  const base = { id, name: id, type: "tool", output: "", input: "", isError: false, streaming: false, ...more };
  return parentId === undefined ? base : { ...base, parentId };
}

const says = (id: string, parentId?: string) => step(id, parentId, { type: "assistant_message" });

function drawn(steps: readonly Step[], cot: "full" | "tool_call" | "hidden" = "full") {
  const { roots, children, speaking } = outline(
    steps.map(({ id }) => id),
    new Map(steps.map((one) => [one.id, one])),
    cot,
  );
  return { roots, children: Object.fromEntries(children), speaking: [...speaking] };
}

describe("the outline", () => {
  it("hangs steps in steps, and gives the place of a frame to what is in it", () => {
    const frame = step("on_message", "question", { type: "run" });
    const shown = drawn([
      step("question", undefined, { type: "user_message" }),
      frame,
      step("a", "on_message"),
      step("b", "a"),
      says("answer", "on_message"),
    ]);
    expect(shown.roots).toEqual(["question", "a", "answer"]);
    expect(shown.children).toMatchObject({ a: ["b"] });
  });

  it("keeps what belongs to one question together", () => {
    const runs = ["1", "2"].map((number) => step(`run${number}`, `q${number}`, { type: "run", name: "on_message" }));
    const steps = [says("q1"), runs[0], says("q2"), runs[1], says("a2", "run2"), says("a1", "run1")] as Step[];
    expect(drawn(steps).roots).toEqual(["q1", "a1", "q2", "a2"]);
  });

  it("shows a run of the app's own", () => {
    expect(drawn([step("batch", undefined, { type: "run" })]).roots).toEqual(["batch"]);
  });

  it("loses nothing: unknown parents, circles, one's own parent, messages that hang in messages", () => {
    expect(drawn([step("a", "nobody"), step("b", "c"), step("c", "b"), step("d", "d"), says("m"), says("n", "m")]).roots).toEqual(
      ["a", "b", "c", "d", "m", "n"],
    );
  });

  it("says in which steps messages hang", () => {
    expect(drawn([step("a"), step("b", "a"), says("m", "b"), step("c")]).speaking).toEqual(["b", "a"]);
  });

  it("hides what the app does not want shown, but not what hangs in it", () => {
    const steps = [step("model", undefined, { type: "llm" }), step("tool", "model"), says("m", "tool")];
    expect(drawn(steps, "tool_call").roots).toEqual(["tool"]);
    expect(drawn(steps, "hidden").roots).toEqual(["m"]);
  });

  it("does not climb for ever", () => {
    const deep = Array.from({ length: 500 }, (_, depth) => step(String(depth), depth === 0 ? undefined : String(depth - 1)));
    const { roots, children } = drawn(deep);
    expect(roots.length + Object.values(children).flat().length).toBe(500);
  });
});

describe("the outline of a state", () => {
  const put = (one: Step): Event => ({ type: "new_message", step: one });

  it("is the same until an id, a parent, a kind or the app's wish changes", () => {
    const state = [put(step("a")), put(step("b")), put(says("m"))].reduce(reduce, initialState);
    const before = outlineOf(state);
    const token = reduce(state, { type: "stream_token", id: "m", token: "x", isSequence: false, isInput: false });
    expect(outlineOf(token)).toBe(before);
    expect(outlineOf(reduce(state, put(step("b", undefined, { output: "more" }))))).toBe(before);
    expect(outlineOf(reduce(state, put(step("b", "a")))).roots).toEqual(["a", "m"]);
    const settings = { ...readSettings({}), cot: "hidden" as const };
    expect(outlineOf(reduce(state, { type: "settings", settings })).roots).toEqual(["m"]);
    expect(outlineOf(reduce(state, { type: "cleared" })).roots).toEqual([]);
  });

  it("of a long conversation does not take long to receive", () => {
    const many = Array.from({ length: 4000 }, (_, index) => put(index % 2 ? says(String(index)) : step(String(index))));
    const begin = performance.now();
    const state = many.reduce(reduce, initialState);
    expect(outlineOf(state).roots).toHaveLength(4000);
    expect(performance.now() - begin).toBeLessThan(4000);
  });
});

describe("a step", () => {
  it.each([
    [{ start: 1 }, true, "running"],
    [{ start: 1 }, false, "done"],
    [{ start: 1, end: 2 }, true, "done"],
    [{}, true, "done"],
    [{ streaming: true, end: 2 }, false, "running"],
    [{ isError: true, start: 1 }, true, "failed"],
  ])("%j while the app runs (%s) is %s", (more, running, state) => {
    expect(stateOf(step("a", undefined, more), running)).toBe(state);
  });
});
