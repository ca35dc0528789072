import { describe, expect, it, vi } from "vitest";
import { cellText } from "../src/viewers/table/cell";
import { parseFrame, readFrame, readPage } from "../src/viewers/table/frame";
import { PAGE, Pages } from "../src/viewers/table/pages";
import { isCartesian, needsTiles, readFigure, themed } from "../src/viewers/plotly/figure";

describe("a table", () => {
  it("is read from what was sent", () => {
    const frame = readFrame({ columns: ["a", { b: 1 }], dtypes: ["int64", "object"], rows: [[1, 2], "x", [3]], total: 9 });
    expect(frame?.columns).toEqual([
      { name: "a", numeric: true },
      { name: '{"b":1}', numeric: false },
    ]);
    expect([frame?.rows, frame?.total]).toEqual([[[1, 2], [3]], 9]);
    expect(readFrame({ columns: [] })).toBeNull();
    expect(readFrame({ rows: [[1], [2]], total: "many" })?.total).toBe(2);
  });

  it("is read from a file", () => {
    const frame = parseFrame('{"columns":["a"],"index":["x","y"],"data":[[1],[null]]}');
    expect(frame).toEqual({ columns: [{ name: "a", numeric: true }], rows: [[1], [null]], total: 2, labels: ["x", "y"] });
    expect(() => parseFrame("{")).toThrow();
  });

  it.each([
    [null, ""],
    [undefined, ""],
    [0, "0"],
    [false, "false"],
    ["x".repeat(400), "x".repeat(300) + "…"],
    [{ a: [1] }, '{"a":[1]}'],
  ])("shows %j", (value, text) => {
    expect(cellText(value)).toBe(text);
  });
});

describe("pages of a table", () => {
  const frame = { columns: [], rows: [["first"]], total: 100_000 };

  function fetching(fails = () => false) {
    const asked: number[] = [];
    const pages = new Pages(frame, async (offset, limit) => {
      asked.push(offset);
      await Promise.resolve();
      if (fails()) throw new Error("no");
      return readPage({ rows: Array.from({ length: limit }, (_, row) => [offset + row]) }, offset);
    });
    const arrived = () => new Promise<void>((done) => { const stop = pages.subscribe(() => { stop(); done(); }); });
    return { pages, asked, arrived };
  }

  it("are fetched once, and only what is missing", async () => {
    const { pages, asked } = fetching();
    pages.want(0, 1);
    expect(asked).toEqual([]);
    pages.want(399, 401);
    pages.want(399, 401);
    expect(asked).toEqual([200, 400]);
    await vi.waitFor(() => expect([pages.row(0), pages.row(399), pages.row(401)]).toEqual([["first"], [399], [401]]));
    pages.want(390, 410);
    expect(asked).toHaveLength(2);
  });

  it("do not go beyond the end", () => {
    const { pages, asked } = fetching();
    pages.want(99_999, 200_000);
    expect(asked).toEqual([99_800]);
  });

  it("are forgotten when there are many", async () => {
    const { pages, asked, arrived } = fetching();
    for (let page = 1; page <= 60; page++) {
      pages.want(page * PAGE, page * PAGE + 1);
      await arrived();
    }
    expect([pages.row(PAGE), pages.row(60 * PAGE)]).toEqual([undefined, [12_000]]);
    pages.want(PAGE, PAGE + 1);
    expect(asked).toHaveLength(61);
  });

  it("that fail are asked for again when somebody wants it", async () => {
    let broken = true;
    const { pages, asked, arrived } = fetching(() => broken);
    pages.want(500, 501);
    await arrived();
    expect(pages.failed).toBe(true);
    pages.want(500, 501);
    expect(asked).toHaveLength(1);
    broken = false;
    pages.retry(500, 501);
    await arrived();
    expect([pages.failed, pages.row(500)]).toEqual([false, [500]]);
  });
});

describe("a chart", () => {
  const figure = (type: string | undefined, layout: object = {}) => readFigure(JSON.stringify({ data: [{ type }], layout }));

  it("is drawn by the smaller library where that can do it", () => {
    expect(["bar", "scatter", undefined, "heatmap", "violin"].map((type) => isCartesian(figure(type)))).toEqual(Array(5).fill(true));
    expect(["surface", "choropleth", "scattergl", "sankey"].map((type) => isCartesian(figure(type)))).toEqual(Array(4).fill(false));
    expect(isCartesian(figure("bar", { geo: {} }))).toBe(false);
  });

  it("names what would need another host", () => {
    expect(["scattermap", "densitymapbox", "choroplethmap", "choropleth"].map((type) => needsTiles(figure(type).data))).toEqual(
      [true, true, true, false],
    );
  });

  it("asks for no street maps", () => {
    const { layout } = figure("scattermap", { map2: { style: "dark", layers: [{ source: "https://other.example" }], zoom: 3 } });
    expect(layout).toMatchObject({ map: { style: "white-bg" }, map2: { style: "white-bg", layers: [], zoom: 3 } });
    expect(figure("bar", { map: { style: "dark" } }).layout["map"]).toEqual({ style: "dark" });
  });

  it("fetches nothing from other hosts, wherever it is named", () => {
    const source = "https://other.example/a.png";
    const inside = { source: "data:image/png;base64,AA" };
    const text = JSON.stringify({
      data: [{ type: "choropleth", geojson: source, link: { source: [0, 1] }, z: [1, null] }],
      layout: { images: [{ source, x: 1 }, inside, 7], template: { layout: { images: [{ source }] } } },
    });
    expect(readFigure(text)).toEqual({
      data: [{ type: "choropleth", link: { source: [0, 1] }, z: [1, null] }],
      layout: { images: [{ x: 1 }, inside, 7], template: { layout: { images: [{}] } } },
      config: {},
    });
  });

  it("stands on the page's ground, unless it says otherwise", () => {
    const styles = { getPropertyValue: (name: string) => ` ${name} `, fontFamily: "sans" } as unknown as CSSStyleDeclaration;
    const layout = themed({ xaxis2: { gridcolor: "red" }, font: { size: 20 }, paper_bgcolor: "pink" }, styles);
    expect(layout).toMatchObject({
      paper_bgcolor: "pink",
      plot_bgcolor: "transparent",
      font: { color: "--ink", size: 20 },
      xaxis: { gridcolor: "--line" },
      xaxis2: { gridcolor: "red", zerolinecolor: "--line-strong" },
    });
  });
});
