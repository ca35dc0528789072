import { useId, useRef, useState, type SyntheticEvent } from "react";
import { useTranslate } from "../i18n/translate";
import type { Submission } from "../protocol/question";
import { FieldRow } from "./fieldRow";
import { initialValues, type Field, type Value } from "./fields";
import { problems, submitted } from "./validate";

interface Props {
  fields: readonly Field[];
  name: string;
  onAnswer: (submission: Submission) => void;
}

export function Form({ fields, name, onAnswer }: Props) {
  const t = useTranslate();
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const [values, setValues] = useState(() => initialValues(fields));
  const [tried, setTried] = useState(false);
  const wrong = tried ? problems(fields, values) : {};

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    const found = problems(fields, values);
    const first = fields.findIndex((field) => field.id in found);
    if (first < 0) onAnswer({ ...submitted(fields, values), submitted: true });
    else focus(form.current, first);
  };
  const change = (field: Field) => (value: Value) => setValues((known) => ({ ...known, [field.id]: value }));

  return (
    // The page says itself what is wrong, in its own words and beside each field.
    <form ref={form} className="form" noValidate aria-label={name} onSubmit={submit}>
      {fields.map((field, index) => (
        <FieldRow
          key={field.id}
          id={`${id}${index}`}
          field={field}
          value={values[field.id] ?? ""}
          problem={wrong[field.id]}
          onChange={change(field)}
        />
      ))}
      <div className="form-actions">
        <button type="button" className="button" onClick={() => onAnswer({ submitted: false })}>
          {t("common.actions.cancel")}
        </button>
        <button type="submit" className="button primary">
          {t("common.actions.submit")}
        </button>
      </div>
    </form>
  );
}

/** Leads to the first field that is wrong. */
function focus(form: HTMLFormElement | null, index: number): void {
  const row = form?.querySelectorAll<HTMLElement>("[data-field]")[index];
  row?.querySelector<HTMLElement>("input, textarea, select")?.focus();
}
