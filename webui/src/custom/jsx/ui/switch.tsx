import { Switch as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { cn, RING } from "./styled";

const CLASSES = `peer inline-flex h-5 w-9 shrink-0 items-center rounded-full border-2 border-transparent transition-colors ${RING} disabled:cursor-not-allowed disabled:opacity-50 data-[state=checked]:bg-primary data-[state=unchecked]:bg-input`;

export function Switch({ className, ...props }: ComponentProps<typeof Radix.Root>) {
  return (
    <Radix.Root className={cn(CLASSES, className)} {...props}>
      <Radix.Thumb className="pointer-events-none block h-4 w-4 rounded-full bg-background shadow-lg transition-transform data-[state=checked]:translate-x-4 data-[state=unchecked]:translate-x-0" />
    </Radix.Root>
  );
}
