/** The fields of a form, as an app describes them in an element's props. */

import { each, number, optional, record, text, word, type Json } from "../protocol/json";

const TYPES = [
  "text", "textarea", "number", "email", "url", "date", "time", "select", "multiselect", "checkbox", "radio",
] as const;
export type FieldType = (typeof TYPES)[number];

export interface Option {
  readonly value: string;
  readonly label: string;
}

/** What stands in a field: words, a tick, or several choices. */
export type Value = string | boolean | readonly string[];
/** By the field's id, which may be any word. */
export type Values = ReadonlyMap<string, Value>;

export interface Field {
  readonly id: string;
  readonly label: string;
  readonly type: FieldType;
  readonly required: boolean;
  readonly options: readonly Option[];
  readonly value: Value;
  readonly placeholder: string;
  readonly description: string;
  /** The least and the most: of a number, of characters, of choices; of a day or time as text. */
  readonly min?: number | string;
  readonly max?: number | string;
}

// A form for people; more would be a program of its own.
const MAX_FIELDS = 200;
const MAX_OPTIONS = 1000;

export function readFields(props: Json | undefined): readonly Field[] {
  const fields = each(props?.["fields"], readField).slice(0, MAX_FIELDS);
  const ids = fields.map(({ id }) => id);
  return fields.filter(({ id }, index) => ids.indexOf(id) === index);
}

export function initialValues(fields: readonly Field[]): Values {
  return new Map(fields.map(({ id, value }) => [id, value]));
}

function readField(value: unknown): Field | null {
  const json = record(value);
  const id = text(json["id"]);
  if (!id) return null;
  const type = word(json["type"], TYPES);
  return {
    id,
    type,
    label: text(json["label"]) || id,
    required: json["required"] === true,
    options: each(json["options"], readOption).slice(0, MAX_OPTIONS),
    value: valueOf(type, json["value"]),
    placeholder: text(json["placeholder"]) ?? "",
    description: text(json["description"]) ?? "",
    ...optional("min", number(json["min"]) ?? text(json["min"])),
    ...optional("max", number(json["max"]) ?? text(json["max"])),
  };
}

function readOption(value: unknown): Option | null {
  const plain = text(value);
  if (plain !== undefined) return { value: plain, label: plain };
  const json = record(value);
  const own = text(json["value"]);
  return own === undefined ? null : { value: own, label: text(json["label"]) || own };
}

function valueOf(type: FieldType, value: unknown): Value {
  if (type === "checkbox") return value === true;
  if (type === "multiselect") return each(value, (item) => text(item) ?? null);
  return text(value) ?? "";
}
