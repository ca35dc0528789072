import { HoverCard as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { portalRoot } from "../portal";
import { cn, POPPED } from "./styled";

export const HoverCard = Radix.Root;
export const HoverCardTrigger = Radix.Trigger;

export function HoverCardContent({ className, align = "center", sideOffset = 4, ...props }: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal container={portalRoot()}>
      <Radix.Content align={align} sideOffset={sideOffset} className={cn(POPPED, "w-64 p-4", className)} {...props} />
    </Radix.Portal>
  );
}
