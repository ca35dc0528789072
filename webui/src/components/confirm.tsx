import { useEffect, useRef } from "react";
import { useTranslate } from "../i18n/translate";

interface Props {
  title: string;
  description: string;
  onConfirm: () => void;
  onClose: () => void;
}

/** A question before something is lost. The browser's dialog keeps the focus inside and closes on Escape. */
export function Confirm({ title, description, onConfirm, onClose }: Props) {
  const t = useTranslate();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="confirm" aria-labelledby="confirm-title" onClose={onClose}>
      <h2 id="confirm-title">{title}</h2>
      <p>{description}</p>
      <form method="dialog">
        <button className="button">{t("common.actions.cancel")}</button>
        <button className="button primary" onClick={onConfirm}>
          {t("common.actions.confirm")}
        </button>
      </form>
    </dialog>
  );
}
