import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { Markdown, ReferenceContext } from "../src/markdown/markdown";
import { referencesOf } from "../src/markdown/references";

function linked(text: string, ...names: string[]): string[] {
  const references = names.map((name, index) => ({ id: String(index), name }));
  const html = renderToStaticMarkup(
    <ReferenceContext value={(id, children) => <i data-id={id}>{children}</i>}>
      <Markdown text={text} references={references} />
    </ReferenceContext>,
  );
  return [...html.matchAll(/<i data-id="(\d+)">(.*?)<\/i>/g)].map(([, id, name]) => `${id ?? ""}:${name ?? ""}`);
}

describe("names of elements", () => {
  it("are found as whole words, the longest first, in emphasis and lists too", () => {
    expect(linked("map, **map 2**\n\n- roadmap, map", "map", "map 2")).toEqual(["0:map", "1:map 2", "0:map"]);
  });

  it("may be any characters", () => {
    expect(linked("a.*b (x) acb $& C:\\\\dir été", "a.*b", "(x)", "$&", "été")).toEqual(["0:a.*b", "1:(x)", "2:$&amp;", "3:été"]);
  });

  it("are left alone in links and code", () => {
    expect(linked("[map](https://a.example) `map`\n\n```\nmap\n```", "map")).toEqual([]);
  });

  it("are those of elements that are shown elsewhere", () => {
    const element = (name: string, more: object) => ({ id: name, type: "text", name, display: "side" as const, ...more });
    const all = [element("a", {}), element("b", { display: "inline" }), element(" ", {})];
    expect(referencesOf(all).map(({ name }) => name)).toEqual(["a"]);
  });
});
