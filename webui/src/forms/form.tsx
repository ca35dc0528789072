import { useId, useRef, useState, type SyntheticEvent } from "react";
import { useFocusHeir } from "../components/useFocusHeir";
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
  useFocusHeir(form);
  const [values, setValues] = useState(() => initialValues(fields));
  const [tried, setTried] = useState(false);
  const wrong = tried ? problems(fields, values) : null;

  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    const found = problems(fields, values);
    const first = fields.findIndex(({ id: wanted }) => found.has(wanted));
    if (first < 0) onAnswer({ ...submitted(fields, values), submitted: true });
    else focus(form.current, first);
  };
  const change = (field: Field) => (value: Value) => setValues((known) => new Map(known).set(field.id, value));

  return (
    // The page says itself what is wrong, in its own words and beside each field.
    <form ref={form} className="form" noValidate aria-label={name} onSubmit={submit}>
      {fields.map((field, index) => (
        <FieldRow
          key={field.id}
          id={`${id}${index}`}
          field={field}
          value={values.get(field.id) ?? ""}
          problem={wrong?.get(field.id)}
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
