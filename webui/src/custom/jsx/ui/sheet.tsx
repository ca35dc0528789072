import { cva, type VariantProps } from "class-variance-authority";
import { Dialog as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { Closing, DialogOverlay, DialogPortal } from "./dialog";
import { cn, styled } from "./styled";

export const Sheet = Radix.Root;
export const SheetTrigger = Radix.Trigger;
export const SheetClose = Radix.Close;
export const SheetPortal = DialogPortal;
export const SheetOverlay = DialogOverlay;
export const SheetHeader = styled("div", "flex flex-col gap-2 text-center sm:text-left");
export const SheetFooter = styled("div", "flex flex-col-reverse gap-2 sm:flex-row sm:justify-end");
export const SheetTitle = styled(Radix.Title, "text-lg font-semibold text-foreground");
export const SheetDescription = styled(Radix.Description, "text-sm text-muted-foreground");

const sheetVariants = cva("fixed z-50 flex flex-col gap-4 bg-background p-6 text-foreground shadow-lg", {
  variants: {
    side: {
      top: "inset-x-0 top-0 border-b",
      bottom: "inset-x-0 bottom-0 border-t",
      left: "inset-y-0 left-0 h-full w-3/4 border-r sm:max-w-sm",
      right: "inset-y-0 right-0 h-full w-3/4 border-l sm:max-w-sm",
    },
  },
  defaultVariants: { side: "right" },
});

export function SheetContent({ side, className, children, ...props }: ComponentProps<typeof Radix.Content> & VariantProps<typeof sheetVariants>) {
  return (
    <SheetPortal>
      <SheetOverlay />
      <Radix.Content className={cn(sheetVariants({ side }), className)} {...props}>
        {children}
        <Closing />
      </Radix.Content>
    </SheetPortal>
  );
}
