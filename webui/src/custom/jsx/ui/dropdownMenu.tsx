import { DropdownMenu as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { Icon } from "../../../components/icon";
import { portalRoot } from "../portal";
import { cn, ITEM, POPPED, styled } from "./styled";

export const DropdownMenu = Radix.Root;
export const DropdownMenuTrigger = Radix.Trigger;
export const DropdownMenuGroup = Radix.Group;
export const DropdownMenuSub = Radix.Sub;
export const DropdownMenuRadioGroup = Radix.RadioGroup;
export const DropdownMenuSubContent = styled(Radix.SubContent, POPPED);
export const DropdownMenuSeparator = styled(Radix.Separator, "-mx-1 my-1 h-px bg-muted");
export const DropdownMenuShortcut = styled("span", "ml-auto text-xs tracking-widest opacity-60");

interface Inset {
  inset?: boolean;
}

export function DropdownMenuPortal(props: ComponentProps<typeof Radix.Portal>) {
  return <Radix.Portal container={portalRoot()} {...props} />;
}

export function DropdownMenuContent({ className, sideOffset = 4, ...props }: ComponentProps<typeof Radix.Content>) {
  return (
    <DropdownMenuPortal>
      <Radix.Content sideOffset={sideOffset} className={cn(POPPED, className)} {...props} />
    </DropdownMenuPortal>
  );
}

export function DropdownMenuItem({ className, inset, ...props }: ComponentProps<typeof Radix.Item> & Inset) {
  return <Radix.Item className={cn(ITEM, inset && "pl-8", className)} {...props} />;
}

export function DropdownMenuLabel({ className, inset, ...props }: ComponentProps<typeof Radix.Label> & Inset) {
  return <Radix.Label className={cn("px-2 py-1.5 text-sm font-semibold", inset && "pl-8", className)} {...props} />;
}

export function DropdownMenuSubTrigger({ className, inset, children, ...props }: ComponentProps<typeof Radix.SubTrigger> & Inset) {
  return (
    <Radix.SubTrigger className={cn(ITEM, "data-[state=open]:bg-accent", inset && "pl-8", className)} {...props}>
      {children}
      <span className="ml-auto">
        <Icon name="chevron" size={14} />
      </span>
    </Radix.SubTrigger>
  );
}

function Mark() {
  return (
    <Radix.ItemIndicator className="absolute left-2">
      <Icon name="check" size={14} />
    </Radix.ItemIndicator>
  );
}

export function DropdownMenuCheckboxItem({ className, children, ...props }: ComponentProps<typeof Radix.CheckboxItem>) {
  return (
    <Radix.CheckboxItem className={cn(ITEM, "pl-8", className)} {...props}>
      <Mark />
      {children}
    </Radix.CheckboxItem>
  );
}

export function DropdownMenuRadioItem({ className, children, ...props }: ComponentProps<typeof Radix.RadioItem>) {
  return (
    <Radix.RadioItem className={cn(ITEM, "pl-8", className)} {...props}>
      <Mark />
      {children}
    </Radix.RadioItem>
  );
}
