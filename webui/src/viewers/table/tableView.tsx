/** A table of any length. Its first rows are drawn from the element itself; the rest comes as it is scrolled to. */

import { use, useMemo } from "react";
import { Icon } from "../../components/icon";
import { ElementFrame } from "../../elements/elementFrame";
import type { Shown } from "../../elements/shown";
import { useHost } from "../../elements/host";
import { fetched } from "../../elements/useText";
import { useTranslate } from "../../i18n/translate";
import type { Element } from "../../protocol/element";
import { parseFrame, readFrame, readPage, type Frame } from "./frame";
import { Grid } from "./grid";
import { Pages } from "./pages";
import "./table.css";

export default function TableView({ element, url }: Shown) {
  const sent = useMemo(() => readFrame(element.props), [element.props]);
  return sent ? <Table element={element} frame={sent} csv /> : <WholeTable element={element} url={url} />;
}

/** Other servers send all rows as a file. */
function WholeTable({ element, url }: Shown) {
  const bytes = use(fetched(url));
  const frame = useMemo(() => parseFrame(bytes), [bytes]);
  return <Table element={element} frame={frame} />;
}

function Table({ element, frame, csv = false }: { element: Element; frame: Frame; csv?: boolean }) {
  const t = useTranslate();
  const { api } = useHost();
  const pages = useMemo(
    () => new Pages(frame, async (offset, limit) => readPage(await api.rows(element, offset, limit), offset)),
    [api, element, frame],
  );
  const size = t("chat.table.size", { rows: frame.total.toLocaleString(), columns: frame.columns.length });
  const tools = (
    <>
      <small className="table-size">{size}</small>
      {csv && <CsvLink element={element} />}
    </>
  );
  return (
    <ElementFrame element={element} tools={tools}>
      <Grid frame={frame} pages={pages} name={element.name} />
    </ElementFrame>
  );
}

function CsvLink({ element }: { element: Element }) {
  const t = useTranslate();
  const { api } = useHost();
  const label = t("chat.table.csv");
  return (
    <a href={api.csvUrl(element)} download={`${element.name || "table"}.csv`} className="icon-button small" title={label}>
      <Icon name="download" size={16} />
      <span className="sr-only">{`${label}: ${element.name}`}</span>
    </a>
  );
}
