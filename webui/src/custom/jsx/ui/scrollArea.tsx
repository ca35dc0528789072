import { ScrollArea as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./styled";

export function ScrollArea({ className, children, ...props }: ComponentProps<typeof Radix.Root>) {
  return (
    <Radix.Root className={cn("relative overflow-hidden", className)} {...props}>
      <Radix.Viewport className="h-full w-full rounded-[inherit]" tabIndex={0}>
        {children}
      </Radix.Viewport>
      <ScrollBar />
      <Radix.Corner />
    </Radix.Root>
  );
}

export function ScrollBar({ className, orientation = "vertical", ...props }: ComponentProps<typeof Radix.ScrollAreaScrollbar>) {
  const place = orientation === "vertical" ? "h-full w-2.5 border-l border-l-transparent p-px" : "h-2.5 flex-col border-t border-t-transparent p-px";
  return (
    <Radix.ScrollAreaScrollbar orientation={orientation} className={cn("flex touch-none select-none", place, className)} {...props}>
      <Radix.ScrollAreaThumb className="relative flex-1 rounded-full bg-border" />
    </Radix.ScrollAreaScrollbar>
  );
}
