import { Popover as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { portalRoot } from "../portal";
import { cn, POPPED } from "./styled";

export const Popover = Radix.Root;
export const PopoverTrigger = Radix.Trigger;
export const PopoverAnchor = Radix.Anchor;
export const PopoverClose = Radix.Close;

export function PopoverContent({ className, align = "center", sideOffset = 4, ...props }: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal container={portalRoot()}>
      <Radix.Content align={align} sideOffset={sideOffset} className={cn(POPPED, "w-72 p-4", className)} {...props} />
    </Radix.Portal>
  );
}
