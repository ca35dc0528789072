import { Slot } from "radix-ui";
import { createContext, useContext, useId, type ComponentProps } from "react";
import { Controller, FormProvider, useFormContext, useFormState, type ControllerProps, type FieldPath, type FieldValues } from "react-hook-form";
import { Label } from "./label";
import { cn } from "./styled";

export const Form = FormProvider;

const NameContext = createContext("");
const IdContext = createContext("");

export function FormField<T extends FieldValues, N extends FieldPath<T>>(props: ControllerProps<T, N>) {
  return (
    <NameContext value={props.name}>
      <Controller {...props} />
    </NameContext>
  );
}

export function useFormField() {
  const name = useContext(NameContext);
  const id = useContext(IdContext);
  const { getFieldState } = useFormContext();
  const state = getFieldState(name, useFormState({ name }));
  const ids = { formItemId: `${id}-item`, formDescriptionId: `${id}-description`, formMessageId: `${id}-message` };
  return { id, name, ...ids, ...state };
}

export function FormItem({ className, ...props }: ComponentProps<"div">) {
  return (
    <IdContext value={useId()}>
      <div className={cn("space-y-2", className)} {...props} />
    </IdContext>
  );
}

export function FormLabel({ className, ...props }: ComponentProps<typeof Label>) {
  const { error, formItemId } = useFormField();
  return <Label className={cn(error && "text-destructive", className)} htmlFor={formItemId} {...props} />;
}

export function FormControl(props: ComponentProps<typeof Slot.Root>) {
  const { error, formItemId, formDescriptionId, formMessageId } = useFormField();
  const described = error ? `${formDescriptionId} ${formMessageId}` : formDescriptionId;
  return <Slot.Root id={formItemId} aria-describedby={described} aria-invalid={!!error} {...props} />;
}

export function FormDescription({ className, ...props }: ComponentProps<"p">) {
  const { formDescriptionId } = useFormField();
  return <p id={formDescriptionId} className={cn("text-sm text-muted-foreground", className)} {...props} />;
}

export function FormMessage({ className, children, ...props }: ComponentProps<"p">) {
  const { error, formMessageId } = useFormField();
  const body = error ? (error.message ?? "") : children;
  if (!body) return null;
  return (
    <p id={formMessageId} className={cn("text-sm font-medium text-destructive", className)} {...props}>
      {body}
    </p>
  );
}
