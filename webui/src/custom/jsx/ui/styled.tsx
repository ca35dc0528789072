/** Parts that are a tag, or a part of Radix, with classes of their own. */

import { clsx, type ClassValue } from "clsx";
import type { ComponentProps, ComponentType, ElementType } from "react";
import { twMerge } from "tailwind-merge";

/** Joins classes; of two that contradict each other the later one wins. */
export function cn(...classes: ClassValue[]): string {
  return twMerge(clsx(classes));
}

export function styled<T extends ElementType>(base: T, classes: string): (props: ComponentProps<T>) => React.ReactNode {
  const Base = base as ComponentType<{ className?: string | undefined }>;
  return function Styled({ className, ...props }) {
    return <Base className={cn(classes, className as string | undefined)} {...props} />;
  };
}

export const POPPED =
  "z-50 min-w-[8rem] overflow-hidden rounded-md border bg-popover p-1 text-popover-foreground shadow-md outline-none";
export const RING = "focus-visible:outline-none focus-visible:ring-2 focus-visible:ring-ring focus-visible:ring-offset-1";
export const FIELD = `rounded-md border border-input bg-background px-3 py-2 text-sm placeholder:text-muted-foreground ${RING} disabled:cursor-not-allowed disabled:opacity-50`;
export const LINE =
  "relative flex cursor-default items-center gap-2 rounded-sm px-2 py-1.5 text-sm outline-none select-none [&_svg]:size-4 [&_svg]:shrink-0";
export const ITEM = `${LINE} focus:bg-accent focus:text-accent-foreground data-[disabled]:pointer-events-none data-[disabled]:opacity-50`;
