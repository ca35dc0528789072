import { TextLayer, type PDFDocumentProxy, type PDFPageProxy } from "pdfjs-dist";
import { useEffect, useRef, useState, type RefObject } from "react";
import { useTranslate } from "../../i18n/translate";

export interface Size {
  readonly width: number;
  readonly height: number;
}

interface Props {
  document: PDFDocumentProxy;
  number: number;
  /** Of the page on the screen. */
  width: number;
  /** How large the page probably is, until it is known. */
  expected: Size;
}

// Drawn before it is scrolled into view.
const AHEAD = "400px";
// Finer drawing is not seen, and takes much memory.
const MAX_DENSITY = 2;

/** One page: empty until it comes near, and again when it is far away. */
export function PdfPage({ document, number, width, expected }: Props) {
  const t = useTranslate();
  const place = useRef<HTMLDivElement>(null);
  const near = useNear(place);
  const [size, setSize] = useState(expected);
  const canvas = useRef<HTMLCanvasElement>(null);
  const words = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!near) return;
    const drawing = new AbortController();
    void document.getPage(number).then((page) => {
      const { width: w, height: h } = page.getViewport({ scale: 1 });
      setSize({ width: w, height: h });
      if (canvas.current && words.current) draw(page, canvas.current, words.current, width, drawing.signal);
    }, () => undefined);
    return () => drawing.abort();
  }, [document, number, near, width]);
  const style = { width, height: (width * size.height) / size.width, "--total-scale-factor": width / size.width };
  return (
    <div ref={place} className="pdf-page" style={style} role="region" aria-label={t("chat.pdf.number", { page: number })}>
      {near && (
        <>
          <canvas ref={canvas} aria-hidden="true" />
          <div ref={words} className="pdf-words" />
        </>
      )}
    </div>
  );
}

function draw(page: PDFPageProxy, canvas: HTMLCanvasElement, words: HTMLElement, width: number, signal: AbortSignal): void {
  if (signal.aborted) return;
  const viewport = page.getViewport({ scale: width / page.getViewport({ scale: 1 }).width });
  const density = Math.min(devicePixelRatio, MAX_DENSITY);
  canvas.width = Math.floor(viewport.width * density);
  canvas.height = Math.floor(viewport.height * density);
  const drawing = page.render({ canvas, viewport, transform: [density, 0, 0, density, 0, 0] });
  words.replaceChildren();
  const layer = new TextLayer({ textContentSource: page.streamTextContent(), container: words, viewport });
  signal.addEventListener("abort", () => {
    drawing.cancel();
    layer.cancel();
  });
  // Both end in an error when they are cancelled; a page that cannot be drawn stays white.
  void Promise.allSettled([drawing.promise, layer.render()]);
}

function useNear(place: RefObject<HTMLDivElement | null>): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    const box = place.current;
    if (!box) return;
    const observer = new IntersectionObserver(([entry]) => setNear(entry?.isIntersecting === true), {
      root: box.parentElement,
      rootMargin: AHEAD,
    });
    observer.observe(box);
    return () => observer.disconnect();
  }, [place]);
  return near;
}
