import { describe, expect, it } from "vitest";
import { initialValues, readFields, type Field, type Value } from "../src/forms/fields";
import { check, problems, submitted } from "../src/forms/validate";

function field(more: object): Field {
  const [one] = readFields({ fields: [{ id: "x", ...more }] });
  if (!one) throw new Error("no field");
  return one;
}

describe("fields", () => {
  it("are read with care", () => {
    expect(readFields({ fields: 7 })).toEqual([]);
    expect(readFields(undefined)).toEqual([]);
    const fields = [null, { label: "x" }, { id: "a", type: "rocket", options: ["x", { value: 1 }, { label: "y" }, 5] }, { id: "a" }];
    expect(readFields({ fields })).toEqual([
      {
        id: "a",
        type: "text",
        label: "a",
        required: false,
        options: [
          { value: "x", label: "x" },
          { value: "1", label: "1" },
          { value: "5", label: "5" },
        ],
        value: "",
        placeholder: "",
        description: "",
      },
    ]);
  });

  it("begin with the app's values, each in its own kind", () => {
    const fields = readFields({
      fields: [
        { id: "a", type: "checkbox", value: "yes" },
        { id: "b", type: "multiselect", value: ["x", 1, {}] },
        { id: "c", type: "number", value: 0 },
      ],
    });
    expect([...initialValues(fields)]).toEqual([["a", false], ["b", ["x", "1"]], ["c", "0"]]);
  });
});

describe("a value", () => {
  const cases: [object, Value, string | null][] = [
    [{ required: true }, " ", "required"],
    [{ required: true, type: "checkbox" }, false, "required"],
    [{ required: true, type: "multiselect" }, [], "required"],
    [{}, "", null],
    [{ max: 2 }, "abc", "long"],
    [{ min: 2 }, "a", "short"],
    [{ type: "textarea", min: 2 }, "ab", null],
    [{ type: "number" }, "1e3", null],
    [{ type: "number" }, "1,5", "number"],
    [{ type: "number", min: 0 }, "-1", "min"],
    [{ type: "number", max: 3 }, "3", null],
    [{ type: "number", max: 3 }, "3.1", "max"],
    [{ type: "number", min: "z" }, "3", null],
    [{ type: "email" }, "a@b", null],
    [{ type: "email" }, "a b@c", "email"],
    [{ type: "url" }, "https://a.example/x?y", null],
    [{ type: "url" }, "javascript:alert(1)", "url"],
    [{ type: "url" }, "http://", "url"],
    [{ type: "date", min: "2026-01-01" }, "2025-12-31", "min"],
    [{ type: "time", max: "12:00" }, "13:00", "max"],
    [{ type: "multiselect", min: 2 }, ["a"], "few"],
    [{ type: "multiselect", max: 1 }, ["a", "b"], "many"],
    [{ type: "select", required: true, options: ["a"] }, "a", null],
  ];

  it.each(cases)("of %j: %j → %s", (more, value, wrong) => {
    expect(check(field(more), value)?.key ?? null).toBe(wrong && `chat.forms.errors.${wrong}`);
  });

  it("is looked for under any id", () => {
    const fields = readFields({ fields: [{ id: "__proto__", required: true }, { id: "constructor" }] });
    expect([...problems(fields, initialValues(fields)).keys()]).toEqual(["__proto__"]);
  });

  it("goes out in its own kind", () => {
    const fields = readFields({ fields: [{ id: "n", type: "number" }, { id: "m", type: "number" }, { id: "t" }] });
    const values = new Map([["n", "12.5"], ["m", ""], ["t", "x"]]);
    expect(submitted(fields, values)).toEqual({ n: 12.5, m: null, t: "x" });
  });
});
