/** Opens PDF files; the work is done in a worker of the page's own. */

import { getDocument, GlobalWorkerOptions, VerbosityLevel, type PDFDocumentLoadingTask } from "pdfjs-dist";
import workerUrl from "pdfjs-dist/build/pdf.worker.min.mjs?url";

GlobalWorkerOptions.workerSrc = workerUrl;

// Tables of characters and decoders of pictures lie beside this file, see `vite.config.ts`.
const here = import.meta.url;
const beside = (folder: string) => new URL(`${PDF_FOLDER}/${folder}/`, here).href;

export function openPdf(url: string): PDFDocumentLoadingTask {
  return getDocument({
    url,
    cMapUrl: beside("cmaps"),
    wasmUrl: beside("wasm"),
    // What a document brings to be run is never run.
    isEvalSupported: false,
    enableXfa: false,
    // A broken document is said on the page, not in the console.
    verbosity: VerbosityLevel.ERRORS,
  });
}
