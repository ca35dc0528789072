/** A document, page below page, with its text to be marked and read out. */

import type { PDFDocumentProxy } from "pdfjs-dist";
import { useEffect, useState } from "react";
import { ElementFrame } from "../../elements/elementFrame";
import { Failed } from "../../elements/failed";
import type { Shown } from "../../elements/shown";
import { useTranslate } from "../../i18n/translate";
import { openPdf } from "./document";
import { PdfPages } from "./pdfPages";
import "./pdf.css";

type State = { readonly document: PDFDocumentProxy | null; readonly failed: boolean };

export default function PdfView({ element, url }: Shown) {
  const t = useTranslate();
  const { document, failed } = useDocument(url);
  if (failed) return <Failed element={element} url={url} />;
  if (document) return <PdfPages key={url} document={document} element={element} url={url} />;
  return (
    <ElementFrame element={element} url={url}>
      <p className="pdf-frame note" role="status">
        {t("chat.elements.loading", { name: element.name })}
      </p>
    </ElementFrame>
  );
}

function useDocument(url: string): State {
  const [state, setState] = useState<State>({ document: null, failed: false });
  useEffect(() => {
    let mounted = true;
    const show = (next: State) => {
      if (mounted) setState(next);
    };
    const task = openPdf(url);
    task.promise.then(
      (document) => show({ document, failed: false }),
      () => show({ document: null, failed: true }),
    );
    return () => {
      mounted = false;
      setState({ document: null, failed: false });
      void task.destroy();
    };
  }, [url]);
  return state;
}
