import { FIELD, styled } from "./styled";

export const Textarea = styled("textarea", `flex min-h-[60px] w-full ${FIELD}`);
