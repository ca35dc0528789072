/** A form of the app: to fill in while it is asked for, to read otherwise. */

import { useMemo } from "react";
import { useHost } from "../elements/host";
import type { Element } from "../protocol/element";
import { readFields, type Field } from "./fields";
import { Form } from "./form";
import "./forms.css";

export default function FormView({ element }: { element: Element }) {
  const { asking } = useHost();
  const fields = useMemo(() => readFields(element.props), [element.props]);
  if (!asking?.answers(element)) return <Filled fields={fields} />;
  return <Form fields={fields} name={element.name} onAnswer={asking.answer} />;
}

/** What stands in the fields. */
function Filled({ fields }: { fields: readonly Field[] }) {
  const filled = fields.filter(({ value }) => value !== "" && value !== false);
  if (filled.length === 0) return null;
  return (
    <dl className="filled-form">
      {filled.map(({ id, label, value, options }) => (
        <div key={id}>
          <dt dir="auto">{label}</dt>
          <dd dir="auto">{shown(value, options)}</dd>
        </div>
      ))}
    </dl>
  );
}

function shown(value: Field["value"], options: Field["options"]): string {
  if (typeof value === "boolean") return "✓";
  const label = (one: string) => options.find((option) => option.value === one)?.label ?? one;
  return typeof value === "string" ? label(value) : value.map(label).join(", ");
}
