import { readFileSync } from "node:fs";
import { join } from "node:path";
import { act } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { compile, SyntaxProblem } from "../src/custom/jsx/compile";
import { ALLOWED, ImportProblem, loadModules } from "../src/custom/jsx/modules";
import * as recoil from "../src/custom/jsx/modules/recoil";
import { bindToasts, toast } from "../src/custom/jsx/modules/sonner";

describe("the compiler", () => {
  it("finds the imports, however they are written", () => {
    const source = `
      import React, { useState } from "react"
      import * as z from 'zod'
      import "sonner"
      const later = () => import("recoil")
      export default () => <p title="require('not this')">text</p>`;
    const { code, imports } = compile(source);
    expect(imports).toEqual(expect.arrayContaining(["react", "zod", "sonner", "recoil"]));
    expect(code).toContain("exports. default =");
    expect(code).not.toContain("<p");
  });

  it.each(["export default function X( {", "const a: number = 1", "export default () => <p>"])("refuses %s, and says where", (source) => {
    expect(() => compile(source)).toThrow(SyntaxProblem);
    expect(() => compile(source)).toThrow(/\(1:\d+\)/);
  });
});

describe("the documentation", () => {
  const text = readFileSync(join(import.meta.dirname, "../../docs/custom-elements.md"), "utf8");

  it("has examples that compile and import what they may", async () => {
    const examples = [...text.matchAll(/^```jsx\n(.*?)^```/gms)].map((match) => compile(match[1] ?? ""));
    expect(examples).toHaveLength(2);
    for (const { imports } of examples) await loadModules(imports);
  });

  it("names every import that is allowed", () => {
    expect(ALLOWED.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });
});

describe("imports", () => {
  it("are what the list allows", async () => {
    const require = await loadModules(["react", "@/components/ui/badge"]);
    expect(require("react")).toHaveProperty("useState");
    expect(require("react")).toHaveProperty("default.useState");
    expect(require("@/components/ui/badge")).toHaveProperty("Badge");
    expect(() => require("zod")).toThrow(ImportProblem);
  });

  it.each(["lodash", "react-dom", "@chainlit/react-client", "__proto__", "../secret", "@/components/ui/calendar"])("are not %s", async (name) => {
    await expect(loadModules([name])).rejects.toThrow(ImportProblem);
  });
});

describe("notices", () => {
  it("are said by the page, as words", async () => {
    const said: string[] = [];
    bindToasts((message, kind) => said.push(`${kind}: ${message}`));
    toast("plain");
    toast.success("good", { description: "really" });
    toast.error(<b>drawn</b>);
    await toast.promise(Promise.resolve(7), { loading: "wait", success: (value: unknown) => `got ${String(value)}` });
    expect(said).toEqual(["info: plain", "success: good. really", "error: ", "info: wait", "success: got 7"]);
  });
});

describe("shared state", () => {
  const place = document.createElement("div");
  const root = () => createRoot(place);
  beforeEach(() => vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true));
  afterEach(() => vi.unstubAllGlobals());

  it("is the same for everybody, and derived anew when it changes", () => {
    const count = recoil.atom({ key: "n", default: 1 });
    const list = recoil.selector({ key: "list", get: ({ get }) => [get(count), get(count) * 2] });
    const other = recoil.atomFamily<number, string>({ key: "f", default: (id) => id.length });
    function Reader() {
      const [value, setValue] = recoil.useRecoilState(count);
      const reset = recoil.useResetRecoilState(count);
      return (
        <>
          <p>{[value, ...recoil.useRecoilValue(list), recoil.useRecoilValue(other("abc"))].join(" ")}</p>
          <button onClick={() => setValue((before) => before + 1)} />
          <button onClick={reset} />
        </>
      );
    }
    const [first, second] = [root(), createRoot(document.createElement("div"))];
    act(() => {
      first.render(<Reader />);
      second.render(<Reader />);
    });
    const [more, reset] = place.querySelectorAll("button");
    act(() => {
      more?.click();
    });
    expect(place.querySelector("p")?.textContent).toBe("2 2 4 3");
    expect(recoil.atom({ key: "n", default: 9 })).toBe(count);
    act(() => {
      reset?.click();
    });
    expect(place.querySelector("p")?.textContent).toBe("1 1 2 3");
    act(() => {
      first.unmount();
      second.unmount();
    });
  });
});
