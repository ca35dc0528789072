import { AspectRatio as Radix } from "radix-ui";

export const AspectRatio = Radix.Root;
