/** A figure as Plotly takes it: harmless, and in the colours of the page where it names none. */

import { each, record, text, type Json } from "../../protocol/json";
import { safePicture } from "../../markdown/links";

export interface Figure {
  readonly data: readonly Json[];
  readonly layout: Json;
  readonly config: Json;
}

// Everything else needs the whole library, which is three times as large.
const CARTESIAN: ReadonlySet<string> = new Set([
  "bar", "box", "contour", "heatmap", "histogram", "histogram2d", "histogram2dcontour", "image", "pie", "scatter", "scatterternary", "violin",
]);
// Their ground is drawn from pictures of another host.
const MAP = /^map(?:box)?\d*$/;
const MAPS = /^(?:scatter|choropleth|density)map(?:box)?$/;

export function readFigure(json: string): Figure {
  const figure = record(own(JSON.parse(json)));
  const layout = record(figure["layout"]);
  const data = each(figure["data"], (trace) => record(trace));
  return {
    data,
    layout: { ...layout, ...(needsTiles(data) ? ownMaps(layout) : {}) },
    config: record(figure["config"]),
  };
}

/** What is drawn on a street map is drawn on plain ground: the map would come from another host. */
function ownMaps(layout: Json): Json {
  const names = new Set(["map", "mapbox", ...Object.keys(layout).filter((key) => MAP.test(key))]);
  return Object.fromEntries([...names].map((name) => [name, { ...record(layout[name]), style: "white-bg", layers: [] }]));
}

/** Whether the smaller library can draw it. */
export function isCartesian({ data, layout }: Figure): boolean {
  return data.every((trace) => CARTESIAN.has(typeOf(trace))) && !layout["geo"] && !layout["scene"] && !layout["polar"];
}

export function needsTiles(data: readonly Json[]): boolean {
  return data.some((trace) => MAPS.test(typeOf(trace)));
}

/** The layout on the page's own ground and in its own ink. What the figure itself says wins; its template does not. */
export function themed(layout: Json, styles: CSSStyleDeclaration): Json {
  const colour = (name: string) => styles.getPropertyValue(name).trim();
  const axes = Object.keys(layout).filter((key) => /^[xy]axis\d*$/.test(key));
  const lines = { gridcolor: colour("--line"), zerolinecolor: colour("--line-strong"), linecolor: colour("--line-strong") };
  const axis = (key: string): Json => ({ ...lines, automargin: true, ...record(layout[key]) });
  return {
    paper_bgcolor: "transparent",
    plot_bgcolor: "transparent",
    // The button's drawings, which Plotly would put on grey.
    modebar: { bgcolor: "transparent", color: colour("--muted"), activecolor: colour("--ink") },
    margin: { l: 48, r: 24, t: layout["title"] ? 56 : 24, b: 40 },
    ...layout,
    ...Object.fromEntries(["xaxis", "yaxis", ...axes].map((key) => [key, axis(key)])),
    geo: { bgcolor: "transparent", coastlinecolor: colour("--muted"), framecolor: colour("--line"), ...record(layout["geo"]) },
    polar: { bgcolor: "transparent", ...record(layout["polar"]) },
    font: { color: colour("--ink"), family: styles.fontFamily, ...record(layout["font"]) },
    autosize: true,
  };
}

function typeOf(trace: Json): string {
  return text(trace["type"]) ?? "scatter";
}

// What Plotly would fetch: pictures, and outlines of places.
const FETCHED: ReadonlySet<string> = new Set(["source", "geojson"]);

/** The figure without what would be fetched from other hosts, wherever it stands. */
function own(value: unknown): unknown {
  if (Array.isArray(value)) return typeof value[0] === "object" ? value.map(own) : (value as unknown[]);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(isOwn).map(([name, part]: [string, unknown]) => [name, own(part)]));
}

function isOwn([name, part]: [string, unknown]): boolean {
  return !(FETCHED.has(name) && typeof part === "string" && !safePicture(part));
}
