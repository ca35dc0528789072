import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { blocks } from "../src/markdown/blocks";
import { safeLink, safePicture } from "../src/markdown/links";
import { Markdown } from "../src/markdown/markdown";
import ReactMarkdown from "react-markdown";
import remarkGfm from "remark-gfm";

const BASE = "https://app.example/chat/";

describe("links", () => {
  it.each(["https://a.example/x", "http://a.example/", "mailto:a@b.example"])("may name %s", (address) => {
    expect(safeLink(address, BASE)).toBe(address);
  });

  it("are resolved against the page", () => {
    expect(safeLink("files/a.pdf", BASE)).toBe("https://app.example/chat/files/a.pdf");
  });

  it.each([
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    " java\tscript:alert(1)",
    "\u0001javascript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "blob:https://app.example/1",
    "file:///etc/passwd",
    "http://",
    undefined,
  ])("may not name %j", (address) => {
    expect(safeLink(address, BASE)).toBeNull();
  });
});

describe("pictures", () => {
  it.each(["/a.png", "https://app.example/b", "data:image/png;base64,AAAA"])("may come from %s", (address) => {
    expect(safePicture(address, BASE)).not.toBeNull();
  });

  it.each(["https://other.example/a.png", "//other.example/a", "data:image/svg+xml,<svg/>", "data:text/html,x", "mailto:a@b"])(
    "may not come from %s",
    (address) => {
      expect(safePicture(address, BASE)).toBeNull();
    },
  );
});

const TEXTS: Record<string, string> = {
  paragraphs: "one\n\ntwo\n   \nthree\n",
  looseList: "1. a\n\n2. b\n\n   more of b\n\n3. c\n\nafter",
  listThenList: "- a\n\n- b\n\ntext\n\n- c",
  nestedFence: "- a\n\n  ```py\n  x\n\n  y\n  ```\n\nafter",
  fence: "```py\na\n\nb\n```\n\nafter",
  longFence: "````md\n```\n\ninner\n```\n\n````\n\nafter",
  tildes: "~~~\na\n\n```\n\n~~~\n\nafter",
  openFence: "before\n\n```py\na\n\nb",
  indentedCode: "a\n\n    code\n\n    more\n\nb",
  quote: "> a\n>\n> b\n\n> c",
  table: "| a | b |\n|---|---|\n| 1 | 2 |\n\nafter",
  headings: "# a\n\ntext\n\nunder\n===\n\nb",
  definition: "[a][x]\n\nmore\n\n[x]: https://a.example",
  footnote: "a[^1]\n\nb\n\n[^1]: note",
  html: "<!-- a\n\nb -->\n\nc",
  inlineTicks: "``` not a fence ``` x\n\nafter",
  windows: "a\r\n\r\nb\r\n\r\n- c\r\n\r\n- d",
};

describe("blocks", () => {
  const flat = (html: string) => html.replace(/\s+/g, " ").replace(/> </g, "><").trim();
  const draw = (text: string) =>
    flat(renderToStaticMarkup(<ReactMarkdown remarkPlugins={[remarkGfm]}>{text}</ReactMarkdown>));

  it.each(Object.entries(TEXTS))("of %s look as the whole does, at every length", (_, text) => {
    for (let end = 0; end <= text.length; end++) {
      const part = text.slice(0, end);
      expect(blocks(part).join("")).toBe(part);
      expect(flat(blocks(part).map(draw).join(""))).toBe(draw(part));
    }
  });

  it("are many, so that a growing text costs its last one only", () => {
    expect(blocks("paragraph\n\n".repeat(50) + "```\na\n\nb\n```\n\nend")).toHaveLength(52);
  });

  it("do not change when the text grows", () => {
    const text = Object.values(TEXTS).filter((one) => blocks(one).length > 1).join("\n\n");
    const whole = blocks(text);
    for (let end = 1; end < text.length; end += 7) {
      const part = blocks(text.slice(0, end));
      expect(whole.slice(0, part.length - 1)).toEqual(part.slice(0, -1));
    }
  });
});

describe("Markdown", () => {
  const html = (text: string) => renderToStaticMarkup(<Markdown text={text} />);

  it("shows raw HTML as text", () => {
    expect(html("<img src=x onerror=alert(1)> <b>x</b>")).not.toMatch(/<img|<b>/);
  });

  it("opens links safely", () => {
    expect(html("[a](https://a.example)")).toContain('href="https://a.example/" target="_blank" rel="noopener noreferrer"');
    expect(html("[a](javascript:x)")).not.toContain("href");
  });

  it("keeps the reader in the message for footnotes", () => {
    const shown = html("a[^1]\n\n[^1]: note");
    expect(shown).toContain('href="#user-content-fn-1"');
    expect(shown).not.toContain("_blank");
  });

  it("makes a far picture a link", () => {
    const shown = html("![chart](https://other.example/a.png)");
    expect(shown).not.toContain("<img");
    expect(shown).toContain(">chart</a>");
  });
});
