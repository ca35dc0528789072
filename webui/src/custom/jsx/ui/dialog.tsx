import { Dialog as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { Icon } from "../../../components/icon";
import { portalRoot } from "../portal";
import { cn, RING, styled } from "./styled";

export const Dialog = Radix.Root;
export const DialogTrigger = Radix.Trigger;
export const DialogClose = Radix.Close;
export const DialogOverlay = styled(Radix.Overlay, "fixed inset-0 z-50 bg-black/60");
export const DialogHeader = styled("div", "flex flex-col gap-1.5 text-center sm:text-left");
export const DialogFooter = styled("div", "flex flex-col-reverse gap-2 sm:flex-row sm:justify-end");
export const DialogTitle = styled(Radix.Title, "text-lg leading-none font-semibold tracking-tight");
export const DialogDescription = styled(Radix.Description, "text-sm text-muted-foreground");

export function DialogPortal(props: ComponentProps<typeof Radix.Portal>) {
  return <Radix.Portal container={portalRoot()} {...props} />;
}

const CLASSES =
  "fixed top-1/2 left-1/2 z-50 grid w-[calc(100vw-2rem)] max-w-lg -translate-x-1/2 -translate-y-1/2 gap-4 rounded-lg border bg-background p-6 text-foreground shadow-lg";

export function DialogContent({ className, children, ...props }: ComponentProps<typeof Radix.Content>) {
  return (
    <DialogPortal>
      <DialogOverlay />
      <Radix.Content className={cn(CLASSES, className)} {...props}>
        {children}
        <Closing />
      </Radix.Content>
    </DialogPortal>
  );
}

/** The cross in the corner of what lies over the page. */
export function Closing() {
  return (
    <Radix.Close className={`absolute top-4 right-4 rounded-sm opacity-70 hover:opacity-100 ${RING}`}>
      <Icon name="close" size={16} />
      <span className="sr-only">Close</span>
    </Radix.Close>
  );
}
