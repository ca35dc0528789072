import { useEffect, useRef } from "react";
import { useTranslate } from "../i18n/translate";

const CONFIRMED = "confirmed";

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
  // Only here, after the browser has given the focus back, may the answer move it.
  const closed = () => {
    onClose();
    if (dialog.current?.returnValue === CONFIRMED) onConfirm();
  };
  return (
    <dialog ref={dialog} className="confirm" aria-labelledby="confirm-title" onClose={closed}>
      <h2 id="confirm-title">{title}</h2>
      <p>{description}</p>
      <form method="dialog">
        <button className="button">{t("common.actions.cancel")}</button>
        <button className="button primary" value={CONFIRMED}>
          {t("common.actions.confirm")}
        </button>
      </form>
    </dialog>
  );
}
