import { useTranslate } from "../i18n/translate";
import { controls, GROUPS } from "./controls";
import type { Field, Value } from "./fields";
import type { Problem } from "./validate";

interface Props {
  id: string;
  field: Field;
  value: Value;
  problem: Problem | undefined;
  onChange: (value: Value) => void;
}

/** A field with its name, its explanation, and what is wrong with it. */
export function FieldRow({ id, field, value, problem, onChange }: Props) {
  const Control = controls[field.type];
  const grouped = GROUPS.has(field.type);
  const Row = grouped ? "fieldset" : "div";
  const Name = grouped ? "legend" : "label";
  const hint = field.description ? `${id}-hint` : "";
  const error = problem ? `${id}-error` : "";
  const described = [hint, error].filter(Boolean).join(" ") || undefined;
  return (
    <Row className="field" data-field={field.id} data-type={field.type} {...(grouped ? { "aria-describedby": described } : {})}>
      <Name className="field-name" dir="auto" {...(grouped ? {} : { htmlFor: id })}>
        {field.label}
        <Optional field={field} />
      </Name>
      {field.description && (
        <p id={hint} className="field-hint" dir="auto">
          {field.description}
        </p>
      )}
      <Control id={id} field={field} value={value} described={described} invalid={problem !== undefined} onChange={onChange} />
      {problem && <Wrong id={error} problem={problem} />}
    </Row>
  );
}

/** Most fields of most forms are needed: the others are marked. */
function Optional({ field }: { field: Field }) {
  const t = useTranslate();
  return field.required || field.type === "checkbox" ? null : <small> ({t("chat.forms.optional")})</small>;
}

function Wrong({ id, problem: { key, limit } }: { id: string; problem: Problem }) {
  const t = useTranslate();
  return (
    <p id={id} className="field-error" role="alert">
      {t(key, limit === undefined ? {} : { limit })}
    </p>
  );
}
