/** Whether a form may be sent, and what is sent. */

import type { TextKey } from "../i18n/english";
import type { Field, FieldType, Value, Values } from "./fields";

export interface Problem {
  readonly key: TextKey;
  readonly limit?: number | string;
}

type Rule = (text: string, field: Field) => Problem | null;

const EMAIL = /^[^\s@]+@[^\s@]+$/;
const WEB = /^https?:\/\/\S+$/i;

const problem = (key: TextKey): Problem => ({ key });
const count: Rule = (text, field) => outside(text.length, field, "chat.forms.errors.short", "chat.forms.errors.long");
// Days and times compare as their texts do.
const instant: Rule = (text, field) => outside(text, field, "chat.forms.errors.min", "chat.forms.errors.max");

const rules: Readonly<Partial<Record<FieldType, Rule>>> = {
  text: count,
  textarea: count,
  email: (text) => (EMAIL.test(text) ? null : problem("chat.forms.errors.email")),
  url: (text) => (WEB.test(text) && URL.canParse(text) ? null : problem("chat.forms.errors.url")),
  number: (text, field) =>
    Number.isFinite(Number(text))
      ? outside(Number(text), field, "chat.forms.errors.min", "chat.forms.errors.max")
      : problem("chat.forms.errors.number"),
  date: instant,
  time: instant,
};

/** What is wrong with each field; fields that are right are not in it. */
export function problems(fields: readonly Field[], values: Values): ReadonlyMap<string, Problem> {
  const found = fields.map((field) => [field.id, check(field, values.get(field.id) ?? "")] as const);
  return new Map(found.filter((entry): entry is [string, Problem] => entry[1] !== null));
}

export function check(field: Field, value: Value): Problem | null {
  if (isEmpty(value)) return field.required ? problem("chat.forms.errors.required") : null;
  if (typeof value === "string") return rules[field.type]?.(value, field) ?? null;
  if (typeof value === "boolean") return null;
  return outside(value.length, field, "chat.forms.errors.few", "chat.forms.errors.many");
}

/** The values as the app gets them: numbers as numbers, an empty number as null. */
export function submitted(fields: readonly Field[], values: Values): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    fields.map(({ id, type }) => {
      const value = values.get(id) ?? "";
      return [id, type === "number" ? (value === "" ? null : Number(value)) : value];
    }),
  );
}

function isEmpty(value: Value): boolean {
  return value === false || (typeof value !== "boolean" && value.length === 0) || (typeof value === "string" && value.trim() === "");
}

function outside(value: number | string, { min, max }: Field, low: TextKey, high: TextKey): Problem | null {
  if (min !== undefined && below(value, min)) return { key: low, limit: min };
  if (max !== undefined && below(max, value)) return { key: high, limit: max };
  return null;
}

/** Limits of another kind than the value say nothing about it. */
function below(one: number | string, other: number | string): boolean {
  return typeof one === typeof other && one < other;
}
