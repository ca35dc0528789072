import { Label as Radix } from "radix-ui";
import { styled } from "./styled";

export const Label = styled(
  Radix.Root,
  "text-sm leading-none font-medium peer-disabled:cursor-not-allowed peer-disabled:opacity-70",
);
