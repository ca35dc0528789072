import type { ComponentProps } from "react";
import { Icon } from "../../../components/icon";
import { buttonVariants } from "./button";
import { cn, styled } from "./styled";

export const PaginationContent = styled("ul", "flex flex-row items-center gap-1");
export const PaginationItem = styled("li", "");

export function Pagination({ className, ...props }: ComponentProps<"nav">) {
  return <nav aria-label="Pages" className={cn("mx-auto flex w-full justify-center", className)} {...props} />;
}

interface Own {
  isActive?: boolean;
  size?: "default" | "sm" | "lg" | "icon";
}

export function PaginationLink({ className, isActive = false, size = "icon", ...props }: ComponentProps<"a"> & Own) {
  const look = buttonVariants({ variant: isActive ? "outline" : "ghost", size });
  return <a aria-current={isActive ? "page" : undefined} className={cn(look, className)} {...props} />;
}

export function PaginationPrevious({ className, ...props }: ComponentProps<typeof PaginationLink>) {
  return (
    <PaginationLink aria-label="Previous page" size="default" className={cn("[&_svg]:rotate-180", className)} {...props}>
      <Icon name="chevron" size={16} />
      <span>Previous</span>
    </PaginationLink>
  );
}

export function PaginationNext(props: ComponentProps<typeof PaginationLink>) {
  return (
    <PaginationLink aria-label="Next page" size="default" {...props}>
      <span>Next</span>
      <Icon name="chevron" size={16} />
    </PaginationLink>
  );
}

export function PaginationEllipsis({ className, ...props }: ComponentProps<"span">) {
  return (
    <span aria-hidden="true" className={cn("flex h-9 w-9 items-center justify-center", className)} {...props}>
      …
    </span>
  );
}
