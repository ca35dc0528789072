import { describe, expect, it } from "vitest";
import type { Element } from "../src/protocol/element";
import { readEvent } from "../src/protocol/events";
import { readTaskList } from "../src/protocol/taskList";
import { elementRoute } from "../src/route/route";
import { readSigned } from "../src/route/signed";
import type { Event } from "../src/store/event";
import { elementsByMessage } from "../src/store/groups";
import { reduce } from "../src/store/reducer";
import { initialState, type State } from "../src/store/state";

const one = (id: string, more: object = {}) => ({ id, type: "text", name: id, display: "inline", ...more });

function play(...heard: (Event | [string, unknown])[]): State {
  const events = heard.map((item) => (Array.isArray(item) ? readEvent(...item) : item)).filter((event) => event !== null);
  return events.reduce(reduce, initialState);
}

describe("an element", () => {
  it("is read with care", () => {
    const event = readEvent("element", { id: 1, type: 5, display: "moon", url: null, props: [1], playerConfig: "x", chainlitKey: "k", page: "2" });
    expect(event).toEqual({
      type: "element",
      element: { id: "1", type: "5", name: "", display: "inline", key: "k", props: {}, playerConfig: {} },
    });
    expect(readEvent("element", one("p", { props: { page: 3 } }))).toMatchObject({ element: { page: 3 } });
  });

  it("takes the place of the one with its id, in the panel too", () => {
    const state = play(["element", one("a")], ["set_sidebar_elements", { elements: [one("a")] }], ["element", one("a", { name: "new" })]);
    expect([state.elements, state.panel?.elements].map((list) => list?.map(({ name }) => name))).toEqual([["new"], ["new"]]);
  });

  it("leaves the groups of other messages as they are", () => {
    const before = play(["element", one("a", { forId: "m" })], ["element", one("b", { forId: "n" })]);
    const group = elementsByMessage(before.elements).get("m");
    const after = reduce(before, readEvent("element", one("c", { forId: "n" })) as Event);
    expect(elementsByMessage(after.elements).get("m")).toBe(group);
    expect(elementsByMessage(after.elements).get("n")).toHaveLength(2);
  });
});

describe("a change that was made on the page", () => {
  it("takes the place of what was there, not of what was told meanwhile", () => {
    const state = play(["element", one("a")]);
    const [before] = state.elements;
    if (!before) throw new Error("nothing there");
    const change: Event = { type: "changed", element: { ...before, name: "mine" }, before: [before] };
    expect(reduce(state, change).elements[0]?.name).toBe("mine");
    const told = reduce(state, readEvent("element", one("a", { name: "newer" })) as Event);
    expect(reduce(told, change)).toBe(told);
    const removed = reduce(state, { type: "remove_element", id: "a" });
    expect(reduce(removed, change)).toBe(removed);
  });

  it("is nothing when the same is told again", () => {
    const state = play(["element", one("a", { props: { n: 1 } })]);
    expect(reduce(state, readEvent("element", one("a", { props: { n: 1 } })) as Event).elements).toBe(state.elements);
  });
});

describe("the panel", () => {
  const show = (key?: string, ...ids: string[]): [string, unknown] => ["set_sidebar_elements", { elements: ids.map((id) => one(id)), key }];
  const shown = (state: State) => state.panel && [state.panel.title, state.panel.elements.map(({ id }) => id).join()];

  it("keeps what has the same key, and closes with nothing", () => {
    expect(shown(play(["set_sidebar_title", "T"], show("k", "a"), show("k", "b")))).toEqual(["T", "a"]);
    expect(shown(play(show("k", "a"), show("l", "b"), ["set_sidebar_title", "T"]))).toEqual(["T", "b"]);
    expect(shown(play(show(undefined, "a"), show(undefined, "b")))).toEqual(["", "b"]);
    expect(play(show("k", "a"), show("k")).panel).toBeNull();
  });

  it("closes when its last element goes", () => {
    expect(play(show(undefined, "a"), ["remove_element", { id: "a" }]).panel).toBeNull();
  });
});

describe("actions", () => {
  it("are there once for one id", () => {
    const state = play(["action", { id: "a", name: "x", label: "1" }], ["action", { id: "a", name: "x", label: "2" }], ["action", { id: "b" }]);
    expect(state.actions.map(({ label }) => label)).toEqual(["2"]);
  });
});

describe("feedback", () => {
  it("stays when the message changes", () => {
    const given = play(["new_message", { id: "m", feedback: { value: 1 } }], ["update_message", { id: "m", output: "more" }]);
    expect(given.steps.get("m")).toMatchObject({ output: "more", feedback: { value: 1 } });
  });

  it("is put on its step and taken off", () => {
    const given = play(["new_message", { id: "m", type: "assistant_message", feedback: { value: -1, id: "f" } }]);
    expect(given.steps.get("m")?.feedback).toEqual({ value: 0, id: "f" });
    const taken = reduce(given, { type: "feedback", stepId: "m", feedback: undefined });
    expect(taken.steps.get("m")).not.toHaveProperty("feedback");
  });
});

describe("a task list", () => {
  it("is read with care", () => {
    expect(readTaskList({ status: 1, tasks: [{ title: "a", status: "done", forId: "m" }, { title: "b", status: "odd" }, 7, {}] })).toEqual({
      status: "1",
      tasks: [
        { title: "a", state: "done", forId: "m" },
        { title: "b", state: "ready" },
      ],
    });
    expect(readTaskList("x")).toEqual({ status: "", tasks: [] });
  });
});

describe("an address", () => {
  const base = new URL("https://app.example/chat/");
  const cases: [string, { id: string; token: string } | null][] = [
    ["https://app.example/chat/", null],
    ["https://app.example/chat/element/", null],
    ["https://app.example/element/a", null],
    ["https://app.example/chat/element/a%20b", { id: "a b", token: "" }],
    ["https://app.example/chat/element/a?token=t", { id: "a", token: "t" }],
    ["https://app.example/chat/element/%E0%A4%A", null],
  ];

  it.each(cases)("%s leads to %j", (address, route) => {
    expect(elementRoute(address, base)).toEqual(route);
  });

  it("that was signed leads to an element, and to what is asked", () => {
    const element: Element = { id: "e", type: "custom", name: "Form", display: "inline" };
    expect(readSigned({ element })).toEqual({ element });
    expect(readSigned({ element, ask: { content: 5 } })).toEqual({ element, ask: { content: "5" } });
    expect(readSigned({ element: {} })).toBeNull();
  });
});
