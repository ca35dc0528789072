import { Checkbox as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { Icon } from "../../../components/icon";
import { cn, RING } from "./styled";

const CLASSES = `peer h-4 w-4 shrink-0 rounded-[4px] border border-primary ${RING} disabled:cursor-not-allowed disabled:opacity-50 data-[state=checked]:bg-primary data-[state=checked]:text-primary-foreground`;

export function Checkbox({ className, ...props }: ComponentProps<typeof Radix.Root>) {
  return (
    <Radix.Root className={cn(CLASSES, className)} {...props}>
      <Radix.Indicator className="flex items-center justify-center text-current">
        <Icon name="check" size={13} />
      </Radix.Indicator>
    </Radix.Root>
  );
}
