import { lazy, Suspense } from "react";
import { Boundary } from "../components/boundary";
import type { Action } from "../protocol/action";

const LucideIcon = lazy(() => import("../icons/lucideIcon"));

interface Props {
  action: Action;
  busy: boolean;
  disabled: boolean;
  onClick: () => void;
}

export function ActionButton({ action, busy, disabled, onClick }: Props) {
  const { icon, tooltip } = action;
  // A drawing alone says nothing to who cannot see it.
  const label = action.label || (icon ? "" : action.name);
  return (
    <button
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

/** A drawing by its lucide name; nothing while it is loading, and for a name that lucide does not know. */
export function NamedIcon({ name }: { name: string }) {
  return (
    <span className="named-icon" aria-hidden="true">
      <Boundary fallback={null}>
        <Suspense>
          <LucideIcon name={name} />
        </Suspense>
      </Boundary>
    </span>
  );
}
