import { Separator as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./styled";

export function Separator({ className, orientation = "horizontal", decorative = true, ...props }: ComponentProps<typeof Radix.Root>) {
  const size = orientation === "horizontal" ? "h-px w-full" : "h-full w-px";
  return <Radix.Root orientation={orientation} decorative={decorative} className={cn("shrink-0 bg-border", size, className)} {...props} />;
}
