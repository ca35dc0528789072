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
const MAPS = /^(?:scatter|choropleth|density)map(?:box)?$/;

export function readFigure(json: string): Figure {
  const figure = record(JSON.parse(json));
  const layout = record(figure["layout"]);
  return {
    data: each(figure["data"], (trace) => record(trace)),
    layout: { ...layout, images: ownImages(layout["images"]) },
    config: record(figure["config"]),
  };
}

/** Whether the smaller library can draw it. */
export function isCartesian({ data, layout }: Figure): boolean {
  return data.every((trace) => CARTESIAN.has(typeOf(trace))) && !layout["geo"] && !layout["scene"] && !layout["polar"];
}

export function needsTiles({ data }: Figure): boolean {
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
    margin: { l: 48, r: 24, t: layout["title"] ? 56 : 24, b: 40 },
    ...layout,
    ...Object.fromEntries(["xaxis", "yaxis", ...axes].map((key) => [key, axis(key)])),
    font: { color: colour("--ink"), family: styles.fontFamily, ...record(layout["font"]) },
    autosize: true,
  };
}

function typeOf(trace: Json): string {
  return text(trace["type"]) ?? "scatter";
}

/** Pictures from other hosts are left out: the page loads nothing from there. */
function ownImages(images: unknown): Json[] {
  return each(images, (image) => (safePicture(text(record(image)["source"])) ? record(image) : null));
}
