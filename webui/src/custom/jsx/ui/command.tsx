import { Command as Base } from "cmdk";
import type { ComponentProps } from "react";
import { Dialog, DialogContent, DialogTitle } from "./dialog";
import { cn, LINE, styled } from "./styled";

export const Command = styled(Base, "flex h-full w-full flex-col overflow-hidden rounded-md bg-popover text-popover-foreground");
export const CommandList = styled(Base.List, "max-h-[300px] overflow-x-hidden overflow-y-auto");
export const CommandEmpty = styled(Base.Empty, "py-6 text-center text-sm");
export const CommandGroup = styled(
  Base.Group,
  "overflow-hidden p-1 text-foreground [&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted-foreground",
);
export const CommandSeparator = styled(Base.Separator, "-mx-1 h-px bg-border");
export const CommandItem = styled(
  Base.Item,
  `${LINE} data-[disabled=true]:pointer-events-none data-[disabled=true]:opacity-50 data-[selected=true]:bg-accent data-[selected=true]:text-accent-foreground`,
);
export const CommandShortcut = styled("span", "ml-auto text-xs tracking-widest text-muted-foreground");

export function CommandInput({ className, ...props }: ComponentProps<typeof Base.Input>) {
  const classes = "flex h-10 w-full bg-transparent py-3 text-sm outline-none placeholder:text-muted-foreground";
  return (
    <div className="flex items-center border-b px-3">
      <Base.Input className={cn(classes, className)} {...props} />
    </div>
  );
}

export function CommandDialog({ children, ...props }: ComponentProps<typeof Dialog>) {
  return (
    <Dialog {...props}>
      <DialogContent className="overflow-hidden p-0">
        <DialogTitle className="sr-only">Commands</DialogTitle>
        <Command>{children}</Command>
      </DialogContent>
    </Dialog>
  );
}
