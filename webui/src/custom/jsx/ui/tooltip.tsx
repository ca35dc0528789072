import { Tooltip as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { portalRoot } from "../portal";
import { cn } from "./styled";

const CLASSES = "z-50 overflow-hidden rounded-md bg-primary px-3 py-1.5 text-xs text-primary-foreground";

export const TooltipProvider = Radix.Provider;
export const TooltipTrigger = Radix.Trigger;

/** Works with and without a provider around it. */
export function Tooltip(props: ComponentProps<typeof Radix.Root>) {
  return (
    <Radix.Provider>
      <Radix.Root {...props} />
    </Radix.Provider>
  );
}

export function TooltipContent({ className, sideOffset = 4, ...props }: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal container={portalRoot()}>
      <Radix.Content sideOffset={sideOffset} className={cn(CLASSES, className)} {...props} />
    </Radix.Portal>
  );
}
