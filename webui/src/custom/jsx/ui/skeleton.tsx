import { styled } from "./styled";

export const Skeleton = styled("div", "animate-pulse rounded-md bg-primary/10");
