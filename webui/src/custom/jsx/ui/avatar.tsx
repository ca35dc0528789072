import { Avatar as Radix } from "radix-ui";
import { styled } from "./styled";

export const Avatar = styled(Radix.Root, "relative flex h-10 w-10 shrink-0 overflow-hidden rounded-full");
export const AvatarImage = styled(Radix.Image, "aspect-square h-full w-full");
export const AvatarFallback = styled(Radix.Fallback, "flex h-full w-full items-center justify-center rounded-full bg-muted");
