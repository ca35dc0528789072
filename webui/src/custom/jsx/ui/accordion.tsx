import { Accordion as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { Icon } from "../../../components/icon";
import { cn, styled } from "./styled";

export const Accordion = Radix.Root;
export const AccordionItem = styled(Radix.Item, "border-b");

export function AccordionTrigger({ className, children, ...props }: ComponentProps<typeof Radix.Trigger>) {
  const classes =
    "flex flex-1 items-center justify-between py-4 text-left font-medium hover:underline [&[data-state=open]>svg]:rotate-270 [&>svg]:rotate-90";
  return (
    <Radix.Header className="flex">
      <Radix.Trigger className={cn(classes, className)} {...props}>
        {children}
        <Icon name="chevron" size={16} />
      </Radix.Trigger>
    </Radix.Header>
  );
}

export function AccordionContent({ className, children, ...props }: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Content className="overflow-hidden text-sm" {...props}>
      <div className={cn("pt-0 pb-4", className)}>{children}</div>
    </Radix.Content>
  );
}
