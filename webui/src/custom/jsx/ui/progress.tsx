import { Progress as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./styled";

export function Progress({ className, value, ...props }: ComponentProps<typeof Radix.Root>) {
  const shift = 100 - Math.min(100, Math.max(0, value ?? 0));
  return (
    <Radix.Root value={value ?? null} className={cn("relative h-2 w-full overflow-hidden rounded-full bg-primary/20", className)} {...props}>
      <Radix.Indicator className="h-full w-full flex-1 bg-primary transition-all" style={{ transform: `translateX(-${shift}%)` }} />
    </Radix.Root>
  );
}
