import { describe, expect, it } from "vitest";
import { Answers } from "../src/chat/answers";
import { readEvent } from "../src/protocol/events";
import type { Event } from "../src/store/event";
import { reduce } from "../src/store/reducer";
import { initialState, type State } from "../src/store/state";

const MESSAGE = { id: "s", type: "assistant_message", name: "Ada", output: "Which?" };

function heard(name: string, payload: unknown): Event {
  const event = readEvent(name, payload);
  if (!event) throw new Error(`${name} was not read`);
  return event;
}

function play(...events: Event[]): State {
  return events.reduce(reduce, initialState);
}

const ask = (spec: object) => heard("ask", { msg: MESSAGE, spec });
const connection = (to: State["connection"]): Event => ({ type: "connection", connection: to });

describe("a question", () => {
  it("has the reference's limits where it names none", () => {
    expect(play(ask({ type: "file" })).question).toEqual({
      stepId: "s",
      kind: "file",
      keys: [],
      files: { enabled: true, accept: ["*/*"], maxFiles: 1, maxSizeMb: 2 },
    });
  });

  it("of an unknown kind is one in words", () => {
    expect(play(ask({ type: "dance", keys: 7 })).question).toMatchObject({ kind: "text", keys: [] });
  });

  it("takes its buttons with it, and no others", () => {
    const action = (id: string) => heard("action", { id, name: id, forId: "s" });
    const open = play(action("a"), action("b"), ask({ type: "action", keys: ["a"] }));
    for (const end of [heard("clear_ask", {}), heard("ask_timeout", {}), { type: "answered", stepId: "s" } as Event]) {
      const closed = reduce(open, end);
      expect([closed.question, closed.actions.map(({ id }) => id)]).toEqual([null, ["b"]]);
    }
    expect(reduce(open, { type: "answered", stepId: "other" })).toBe(open);
  });

  it("is over when it is not asked again after a break", () => {
    const broken = play(connection("connected"), ask({}), connection("reconnecting"), connection("connected"));
    expect(broken.question).not.toBeNull();
    expect(reduce(broken, { type: "released" }).question).toBeNull();
    expect(reduce(reduce(broken, ask({})), { type: "released" }).question).not.toBeNull();
  });

  it("goes with its message", () => {
    expect(play(ask({}), { type: "delete_message", id: "s" }).question).toBeNull();
  });
});

describe("an answer", () => {
  const told: unknown[] = [];
  const tell = (answer: unknown) => told.push(answer);

  it("goes to the newest way back, once", () => {
    const answers = new Answers();
    told.length = 0;
    answers.ask("s", () => told.push("old"));
    expect(answers.ask("s", tell)).toBe(true);
    expect([answers.give("s", 1), answers.give("s", 2), answers.give("other", 3)]).toEqual([true, false, false]);
    expect(told).toEqual([1]);
  });

  it("is told again only after the line broke, and only once", () => {
    const answers = new Answers();
    told.length = 0;
    answers.ask("s", tell);
    answers.give("s", 1);
    answers.broke();
    expect([answers.ask("s", tell), told]).toEqual([false, [1, 1]]);
    // On the same line it is asked again because the answer will not do.
    expect([answers.ask("s", tell), told]).toEqual([true, [1, 1]]);
  });
});
