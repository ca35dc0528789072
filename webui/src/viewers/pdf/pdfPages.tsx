import type { PDFDocumentProxy } from "pdfjs-dist";
import { useEffect, useRef, useState, type RefObject } from "react";
import { IconButton } from "../../components/iconButton";
import { ElementFrame } from "../../elements/elementFrame";
import { useTranslate } from "../../i18n/translate";
import type { Element } from "../../protocol/element";
import { PdfPage, type Size } from "./pdfPage";

const ZOOMS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3] as const;
const WHOLE = ZOOMS.indexOf(1);
// Longer documents are for a program of their own.
const MAX_PAGES = 1000;

interface Props {
  document: PDFDocumentProxy;
  element: Element;
  url: string;
}

export function PdfPages({ document, element, url }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const [zoom, setZoom] = useState(WHOLE);
  const count = Math.min(document.numPages, MAX_PAGES);
  const first = useFirstSize(document);
  const width = useWidth(frame) * (ZOOMS[zoom] ?? 1);
  const { page, goTo } = usePlace(frame, count, width > 0 && first !== null ? (element.page ?? 1) : 0);
  return (
    <ElementFrame
      element={element}
      url={url}
      tools={<Tools page={page} count={count} zoom={zoom} onPage={goTo} onZoom={setZoom} />}
    >
      <div ref={frame} className="pdf-frame" tabIndex={0} role="group" aria-label={element.name}>
        {first &&
          width > 0 &&
          Array.from({ length: count }, (_, index) => (
            <PdfPage key={index} document={document} number={index + 1} width={width} expected={first} />
          ))}
      </div>
    </ElementFrame>
  );
}

interface ToolsProps {
  page: number;
  count: number;
  zoom: number;
  onPage: (page: number) => void;
  onZoom: (zoom: number) => void;
}

function Tools({ page, count, zoom, onPage, onZoom }: ToolsProps) {
  const t = useTranslate();
  return (
    <>
      <IconButton className="small turned" icon="chevron" label={t("chat.pdf.previous")} disabled={page <= 1} onClick={() => onPage(page - 1)} />
      <small className="pdf-place" role="status">
        {t("chat.pdf.page", { page, count })}
      </small>
      <IconButton className="small" icon="chevron" label={t("chat.pdf.next")} disabled={page >= count} onClick={() => onPage(page + 1)} />
      <IconButton className="small" icon="minus" label={t("chat.pdf.zoomOut")} disabled={zoom <= 0} onClick={() => onZoom(zoom - 1)} />
      <IconButton className="small" icon="plus" label={t("chat.pdf.zoomIn")} disabled={zoom >= ZOOMS.length - 1} onClick={() => onZoom(zoom + 1)} />
    </>
  );
}

/** Pages are taken to be as large as the first until they are drawn. */
function useFirstSize(document: PDFDocumentProxy): Size | null {
  const [size, setSize] = useState<Size | null>(null);
  useEffect(() => {
    let mounted = true;
    void document.getPage(1).then((page) => {
      const { width, height } = page.getViewport({ scale: 1 });
      if (mounted) setSize({ width, height });
    });
    return () => {
      mounted = false;
    };
  }, [document]);
  return size;
}

function useWidth(frame: RefObject<HTMLDivElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const box = frame.current;
    if (!box) return;
    const observer = new ResizeObserver(() => setWidth(box.clientWidth));
    observer.observe(box);
    return () => observer.disconnect();
  }, [frame]);
  return width;
}

/** The page in view, and how to bring another one there; `start` is the first one, once there are pages. */
function usePlace(frame: RefObject<HTMLDivElement | null>, count: number, start: number) {
  const [page, setPage] = useState(1);
  useEffect(() => {
    if (start > 1) show(frame.current, Math.min(start, count));
  }, [frame, start, count]);
  useEffect(() => {
    const box = frame.current;
    if (!box) return;
    const look = () => setPage(pageAt(box));
    box.addEventListener("scroll", look, { passive: true });
    return () => box.removeEventListener("scroll", look);
  }, [frame]);
  return { page, goTo: (number: number) => show(frame.current, Math.min(Math.max(number, 1), count)) };
}

function show(box: HTMLElement | null, page: number): void {
  const target = box?.children[page - 1];
  if (box && target instanceof HTMLElement) box.scrollTo({ top: target.offsetTop - box.offsetTop });
}

/** The number of the page that takes the middle of the frame. */
function pageAt(box: HTMLElement): number {
  const middle = box.offsetTop + box.scrollTop + box.clientHeight / 2;
  const pages = Array.from(box.children) as HTMLElement[];
  const index = pages.findIndex((page) => page.offsetTop + page.offsetHeight >= middle);
  return (index < 0 ? pages.length - 1 : index) + 1;
}
