import type { ComponentProps } from "react";
import { cn, styled } from "./styled";

export function Table({ className, ...props }: ComponentProps<"table">) {
  return (
    <div className="relative w-full overflow-auto" tabIndex={0} role="group">
      <table className={cn("w-full caption-bottom text-sm", className)} {...props} />
    </div>
  );
}

export const TableHeader = styled("thead", "[&_tr]:border-b");
export const TableBody = styled("tbody", "[&_tr:last-child]:border-0");
export const TableFooter = styled("tfoot", "border-t bg-muted/50 font-medium");
export const TableRow = styled("tr", "border-b transition-colors hover:bg-muted/50 data-[state=selected]:bg-muted");
export const TableHead = styled("th", "h-10 px-2 text-left align-middle font-medium text-muted-foreground");
export const TableCell = styled("td", "p-2 align-middle");
export const TableCaption = styled("caption", "mt-4 text-sm text-muted-foreground");
