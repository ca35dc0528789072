import { useRef } from "react";
import { useFocusHeir } from "../components/useFocusHeir";
import { NamedIcon } from "../icons/namedIcon";
import type { Action } from "../protocol/action";

interface Props {
  action: Action;
  busy: boolean;
  disabled: boolean;
  onClick: () => void;
}

export function ActionButton({ action, busy, disabled, onClick }: Props) {
  const { icon, tooltip } = action;
  const button = useRef<HTMLButtonElement>(null);
  useFocusHeir(button);
  // A drawing alone says nothing to who cannot see it.
  const label = action.label || (icon ? "" : action.name);
  return (
    <button
      ref={button}
      type="button"
      className={busy ? "action busy" : "action"}
      title={tooltip || undefined}
      aria-label={label ? undefined : tooltip || action.name}
      aria-busy={busy}
      // Not `disabled` while busy: that would take the focus away.
      aria-disabled={busy || undefined}
      disabled={disabled}
      onClick={busy ? undefined : onClick}
    >
      {icon && <NamedIcon name={icon} />}
      {label && <span dir="auto">{label}</span>}
    </button>
  );
}
