/** A chart that can be zoomed and read by pointing at it. */

import { use, useEffect, useMemo, useRef, useState } from "react";
import { ElementFrame } from "../../elements/elementFrame";
import { Failed } from "../../elements/failed";
import type { Shown } from "../../elements/shown";
import { fetched } from "../../elements/useText";
import { useTranslate } from "../../i18n/translate";
import type { Json } from "../../protocol/json";
import { isCartesian, needsTiles, readFigure, themed, type Figure } from "./figure";
import { loadAll, loadCartesian } from "./library";
import { useThemeName } from "./useThemeName";
import "./plotly.css";

// Outlines of countries lie beside this file, see `vite.config.ts`.
const here = import.meta.url;
const OUTLINES = new URL(`${MAP_FOLDER}/`, here).href;
// Whatever a figure says: nothing is fetched from or sent to another host.
const AT_HOME = { responsive: false, displaylogo: false, showSendToCloud: false, plotlyServerURL: "", topojsonURL: OUTLINES };

export default function PlotlyView({ element, url }: Shown) {
  const t = useTranslate();
  const bytes = use(fetched(url));
  const figure = useMemo(() => readFigure(bytes), [bytes]);
  const [failed, setFailed] = useState(false);
  if (failed) return <Failed element={element} url={url} />;
  return (
    <ElementFrame element={element} url={url}>
      <Chart figure={figure} label={t("chat.plot.label", { name: element.name })} onFailed={() => setFailed(true)} />
      {needsTiles(figure.data) && <p className="note">{t("chat.plot.tiles")}</p>}
    </ElementFrame>
  );
}

interface ChartProps {
  figure: Figure;
  label: string;
  onFailed: () => void;
}

function Chart({ figure, label, onFailed }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const theme = useThemeName();
  useEffect(() => {
    const target = box.current;
    if (!target) return;
    const drawing = draw(target, figure);
    drawing.catch(onFailed);
    return () => {
      void drawing.then((erase) => erase()).catch(() => undefined);
    };
    // The colours are read anew when the theme changes.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [figure, theme]);
  return <div ref={box} className="chart" role="img" aria-label={label} />;
}

/** Where nothing hovers, the buttons would always lie over the title. */
function tools(): Json {
  return matchMedia("(hover: hover)").matches ? {} : { displayModeBar: false };
}

/** Draws, and keeps the size of its place. The function that comes back takes the drawing away. */
async function draw(box: HTMLElement, figure: Figure): Promise<() => void> {
  const plotly = await (isCartesian(figure) ? loadCartesian() : loadAll());
  const layout = themed(figure.layout, getComputedStyle(document.documentElement));
  const config = { ...tools(), ...figure.config, ...AT_HOME };
  await plotly.react(box, structuredClone(figure.data), structuredClone(layout), config);
  const observer = new ResizeObserver(() => {
    if (box.isConnected && box.clientWidth > 0) plotly.Plots.resize(box);
  });
  observer.observe(box);
  return () => {
    observer.disconnect();
    plotly.purge(box);
  };
}
