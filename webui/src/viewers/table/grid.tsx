import { memo, useEffect, useMemo, useRef, useState, useSyncExternalStore, type RefObject } from "react";
import { useTranslate } from "../../i18n/translate";
import { cellText } from "./cell";
import type { Column, Frame, Row } from "./frame";
import type { Pages } from "./pages";
import { labelWidth, widths } from "./widths";

/** Pixels; `table.css` draws rows of this height. */
export const ROW_PX = 34;
// Browsers stop somewhere above 16 million pixels.
const MAX_ROWS = 400_000;
// Drawn beyond the edges, so that scrolling shows rows and not their places.
const AHEAD = 12;
// What is drawn before the frame is measured.
const FIRST = 30;

interface Props {
  frame: Frame;
  pages: Pages;
  name: string;
}

export function Grid({ frame, pages, name }: Props) {
  const t = useTranslate();
  const box = useRef<HTMLDivElement>(null);
  const count = Math.min(frame.total, MAX_ROWS);
  const { begin, end } = useWindow(box, count);
  const size = useMemo(() => [labelWidth(frame), ...widths(frame)], [frame]);
  useSyncExternalStore(pages.subscribe, pages.getVersion);
  useEffect(() => pages.want(begin, end), [pages, begin, end]);
  return (
    <>
      <div ref={box} className="grid-frame" tabIndex={0} role="group" aria-label={name}>
        <table aria-rowcount={frame.total + 1} aria-colcount={frame.columns.length + 1} style={{ width: sum(size) }}>
          <colgroup>
            {size.map((width, index) => (
              <col key={index} style={{ width }} />
            ))}
          </colgroup>
          <Head columns={frame.columns} />
          <tbody>
            <Space rows={begin} />
            {range(begin, end).map((index) => (
              <Line key={index} index={index} label={frame.labels?.[index]} row={pages.row(index)} columns={frame.columns} />
            ))}
            <Space rows={count - end} />
          </tbody>
        </table>
      </div>
      {pages.failed && <Missing onRetry={() => pages.retry(begin, end)} />}
      {frame.total > count && <p className="note">{t("chat.table.more", { count: count.toLocaleString() })}</p>}
    </>
  );
}

const Head = memo(function Head({ columns }: { columns: readonly Column[] }) {
  const t = useTranslate();
  return (
    <thead>
      <tr aria-rowindex={1}>
        <th scope="col">
          <span className="sr-only">{t("chat.table.row")}</span>
        </th>
        {columns.map(({ name, numeric }, index) => (
          <th key={index} scope="col" className={numeric ? "numeric" : undefined} title={name} dir="auto">
            {name}
          </th>
        ))}
      </tr>
    </thead>
  );
});

interface LineProps {
  index: number;
  label: string | undefined;
  row: Row | undefined;
  columns: readonly Column[];
}

const Line = memo(function Line({ index, label, row, columns }: LineProps) {
  return (
    <tr aria-rowindex={index + 2} aria-busy={row === undefined || undefined}>
      <th scope="row">{label ?? index + 1}</th>
      {columns.map(({ numeric }, column) => {
        const text = row ? cellText(row[column]) : "";
        return (
          <td key={column} className={numeric ? "numeric" : undefined} title={text} dir="auto">
            {text}
          </td>
        );
      })}
    </tr>
  );
});

/** The place of rows that are not drawn. */
function Space({ rows }: { rows: number }) {
  if (rows <= 0) return null;
  return (
    <tr aria-hidden="true" className="space">
      <td style={{ height: rows * ROW_PX }} />
    </tr>
  );
}

function Missing({ onRetry }: { onRetry: () => void }) {
  const t = useTranslate();
  return (
    <p className="note" role="alert">
      {t("chat.table.failed")}{" "}
      <button type="button" className="text-button" onClick={onRetry}>
        {t("common.actions.retry")}
      </button>
    </p>
  );
}

/** Which rows are in view, with some around them. */
function useWindow(box: RefObject<HTMLDivElement | null>, count: number) {
  const [view, setView] = useState({ begin: 0, end: Math.min(count, FIRST) });
  useEffect(() => {
    const frame = box.current;
    if (!frame) return;
    const look = () => {
      const begin = Math.max(0, Math.floor(frame.scrollTop / ROW_PX) - AHEAD);
      const end = Math.min(count, Math.ceil((frame.scrollTop + frame.clientHeight) / ROW_PX) + AHEAD);
      setView((known) => (known.begin === begin && known.end === end ? known : { begin, end: Math.max(begin, end) }));
    };
    const observer = new ResizeObserver(look);
    observer.observe(frame);
    frame.addEventListener("scroll", look, { passive: true });
    return () => {
      observer.disconnect();
      frame.removeEventListener("scroll", look);
    };
  }, [box, count]);
  return view;
}

function range(begin: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - begin) }, (_, index) => begin + index);
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}
