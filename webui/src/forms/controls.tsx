/** The control for each type of field: the browser's own, which every keyboard and screen reader knows. */

import type { ComponentType } from "react";
import { useTranslate } from "../i18n/translate";
import type { Field, FieldType, Value } from "./fields";

export interface ControlProps {
  id: string;
  field: Field;
  value: Value;
  /** The ids of what explains the field. */
  described: string | undefined;
  invalid: boolean;
  onChange: (value: Value) => void;
}

/** Types that are several controls under one name. */
export const GROUPS: ReadonlySet<FieldType> = new Set(["radio", "multiselect"]);

function common({ id, field, described, invalid }: ControlProps) {
  return { id, required: field.required, "aria-describedby": described, "aria-invalid": invalid || undefined };
}

function asText(value: Value): string {
  return typeof value === "string" ? value : "";
}

function Input(props: ControlProps) {
  const { field, value, onChange } = props;
  return (
    <input
      {...common(props)}
      // A number field of the browser throws away what is no number; then it cannot be said what is wrong.
      type={field.type === "number" ? "text" : field.type}
      inputMode={field.type === "number" ? "decimal" : undefined}
      className="input"
      dir="auto"
      placeholder={field.placeholder}
      min={field.min}
      max={field.max}
      value={asText(value)}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

function Area(props: ControlProps) {
  const { field, value, onChange } = props;
  return (
    <textarea
      {...common(props)}
      className="input"
      dir="auto"
      rows={4}
      placeholder={field.placeholder}
      value={asText(value)}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

function Select(props: ControlProps) {
  const t = useTranslate();
  const { field, value, onChange } = props;
  return (
    <select {...common(props)} className="input" value={asText(value)} onChange={(event) => onChange(event.target.value)}>
      <option value="">{field.placeholder || t("chat.forms.choose")}</option>
      {field.options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

function Checkbox(props: ControlProps) {
  return (
    <input {...common(props)} type="checkbox" checked={props.value === true} onChange={(event) => props.onChange(event.target.checked)} />
  );
}

function Radios({ id, field, value, invalid, onChange }: ControlProps) {
  return field.options.map((option) => (
    <label key={option.value} className="choice">
      <input
        type="radio"
        name={id}
        required={field.required}
        aria-invalid={invalid || undefined}
        checked={value === option.value}
        onChange={() => onChange(option.value)}
      />
      <span dir="auto">{option.label}</span>
    </label>
  ));
}

function Choices({ field, value, invalid, onChange }: ControlProps) {
  const chosen = typeof value === "object" ? value : [];
  const toggle = (one: string, on: boolean) => onChange(on ? [...chosen, one] : chosen.filter((known) => known !== one));
  return field.options.map((option) => (
    <label key={option.value} className="choice">
      <input
        type="checkbox"
        aria-invalid={invalid || undefined}
        checked={chosen.includes(option.value)}
        onChange={(event) => toggle(option.value, event.target.checked)}
      />
      <span dir="auto">{option.label}</span>
    </label>
  ));
}

export const controls: Readonly<Record<FieldType, ComponentType<ControlProps>>> = {
  text: Input,
  email: Input,
  url: Input,
  number: Input,
  date: Input,
  time: Input,
  textarea: Area,
  select: Select,
  checkbox: Checkbox,
  radio: Radios,
  multiselect: Choices,
};
