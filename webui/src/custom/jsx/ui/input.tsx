import { FIELD, styled } from "./styled";

export const Input = styled("input", `flex h-9 w-full ${FIELD}`);
