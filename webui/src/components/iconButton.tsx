import type { ComponentProps } from "react";
import { Icon, type IconName } from "./icon";

interface Props extends Omit<ComponentProps<"button">, "children"> {
  icon: IconName;
  label: string;
}

/** A button with a drawing and a name. */
export function IconButton({ icon, label, className = "", ...rest }: Props) {
  return (
    <button type="button" className={`icon-button ${className}`} aria-label={label} title={label} {...rest}>
      <Icon name={icon} />
    </button>
  );
}
