import type { Root } from "hast";
import { useEffect, useMemo, useState } from "react";
import type { Highlight } from "./highlight";

// Colouring this much takes about 5 ms; longer code is coloured when it has stopped growing.
const LIVE_CHARS = 4000;
const SETTLE_MS = 200;
// Beyond, colours cost more than they tell.
const MAX_CHARS = 200_000;

/** The coloured tree of a piece of code, or null while it is not (or never) there. */
export function useHighlight(code: string, language: string): Root | null {
  const highlight = useHighlighter(language !== "" && code.length <= MAX_CHARS);
  const settled = useSettled(code);
  const ready = code.length <= LIVE_CHARS || settled === code;
  return useMemo(
    () => (highlight && ready ? highlight(code, language) : null),
    [highlight, ready, code, language],
  );
}

function useHighlighter(wanted: boolean): Highlight | null {
  const [highlight, setHighlight] = useState<Highlight | null>(null);
  useEffect(() => {
    if (!wanted) return;
    let mounted = true;
    import("./highlight").then(
      (module) => {
        if (mounted) setHighlight(() => module.highlight);
      },
      // Offline before the first code block: code stays plain.
      () => undefined,
    );
    return () => {
      mounted = false;
    };
  }, [wanted]);
  return highlight;
}

function useSettled(code: string): string {
  const [settled, setSettled] = useState("");
  useEffect(() => {
    if (code.length <= LIVE_CHARS) return;
    const timer = setTimeout(() => setSettled(code), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [code]);
  return settled;
}
