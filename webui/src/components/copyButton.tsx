import { useEffect, useState } from "react";
import { useTranslate } from "../i18n/translate";
import { Icon } from "./icon";

const SHOWN_MS = 1500;

export function CopyButton({ text }: { text: string }) {
  const t = useTranslate();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const label = copied ? t("chat.messages.actions.copy.success") : t("chat.messages.actions.copy.button");
  return (
    <button type="button" className="copy-button" onClick={() => void copy(text).then(setCopied)}>
      <Icon name={copied ? "check" : "copy"} size={14} />
      <span aria-live="polite">{label}</span>
    </button>
  );
}

/** Whether the text is on the clipboard now. */
async function copy(text: string): Promise<boolean> {
  // The clipboard is missing on plain http, and may be forbidden.
  if (!("clipboard" in navigator)) return copyBySelection(text);
  return navigator.clipboard.writeText(text).then(
    () => true,
    () => copyBySelection(text),
  );
}

function copyBySelection(text: string): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  area.style.opacity = "0";
  document.body.append(area);
  const focused = document.activeElement;
  area.select();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way outside of secure contexts
  const copied = document.execCommand("copy");
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return copied;
}
