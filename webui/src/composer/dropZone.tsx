import { useEffect, useState } from "react";
import { useTranslate } from "../i18n/translate";

/** Takes files dropped anywhere on the page, and says so while they hover. */
export function DropZone({ enabled, onFiles }: { enabled: boolean; onFiles: (files: FileList) => void }) {
  const t = useTranslate();
  const over = useDrop(enabled, onFiles);
  if (!over) return null;
  return (
    <div className="drop-zone" aria-hidden="true">
      {t("chat.fileUpload.dragDrop")}
    </div>
  );
}

function useDrop(enabled: boolean, onFiles: (files: FileList) => void): boolean {
  // Entering a child leaves its parent: only the balance tells whether the pointer is over the page.
  const [depth, setDepth] = useState(0);
  useEffect(() => {
    const ends = new AbortController();
    const on = (name: "dragenter" | "dragover" | "dragleave" | "drop", then: (event: DragEvent) => void) =>
      window.addEventListener(name, (event) => { if (carriesFiles(event)) then(event); }, { signal: ends.signal });
    on("dragenter", () => setDepth((known) => known + 1));
    on("dragleave", () => setDepth((known) => Math.max(0, known - 1)));
    // Without this the browser opens the file in place of the page.
    on("dragover", (event) => event.preventDefault());
    on("drop", (event) => {
      event.preventDefault();
      setDepth(0);
      if (enabled && event.dataTransfer) onFiles(event.dataTransfer.files);
    });
    return () => ends.abort();
  }, [enabled, onFiles]);
  return enabled && depth > 0;
}

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") ?? false;
}
