import { Select as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { Icon } from "../../../components/icon";
import { portalRoot } from "../portal";
import { cn, FIELD, ITEM, POPPED, styled } from "./styled";

export const Select = Radix.Root;
export const SelectGroup = Radix.Group;
export const SelectValue = Radix.Value;
export const SelectLabel = styled(Radix.Label, "px-2 py-1.5 text-sm font-semibold");
export const SelectSeparator = styled(Radix.Separator, "-mx-1 my-1 h-px bg-muted");
export const SelectScrollUpButton = styled(Radix.ScrollUpButton, "flex cursor-default items-center justify-center py-1");
export const SelectScrollDownButton = styled(Radix.ScrollDownButton, "flex cursor-default items-center justify-center py-1");

export function SelectTrigger({ className, children, ...props }: ComponentProps<typeof Radix.Trigger>) {
  const classes = `flex h-9 w-full items-center justify-between whitespace-nowrap ${FIELD} data-[placeholder]:text-muted-foreground [&>span]:truncate`;
  return (
    <Radix.Trigger className={cn(classes, className)} {...props}>
      {children}
      <Radix.Icon className="rotate-90 opacity-50">
        <Icon name="chevron" size={16} />
      </Radix.Icon>
    </Radix.Trigger>
  );
}

export function SelectContent({ className, children, position = "popper", ...props }: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal container={portalRoot()}>
      <Radix.Content position={position} className={cn(POPPED, "max-h-96 p-0", className)} {...props}>
        <Radix.Viewport className={cn("p-1", position === "popper" && "w-full min-w-[var(--radix-select-trigger-width)]")}>
          {children}
        </Radix.Viewport>
      </Radix.Content>
    </Radix.Portal>
  );
}

export function SelectItem({ className, children, ...props }: ComponentProps<typeof Radix.Item>) {
  return (
    <Radix.Item className={cn(ITEM, "w-full pr-8", className)} {...props}>
      <Radix.ItemIndicator className="absolute right-2">
        <Icon name="check" size={14} />
      </Radix.ItemIndicator>
      <Radix.ItemText>{children}</Radix.ItemText>
    </Radix.Item>
  );
}
