import { useTranslate } from "../../i18n/translate";
import { SyntaxProblem } from "./compile";
import { ALLOWED, ImportProblem } from "./modules";

/** Why an element cannot be shown, as its author needs to know it. */
export function Reason({ error }: { error: unknown }) {
  const t = useTranslate();
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ImportProblem) {
    return (
      <>
        <p>{message}</p>
        <p>{t("chat.custom.imports")}</p>
        <pre tabIndex={0}>{ALLOWED.join("\n")}</pre>
      </>
    );
  }
  return (
    <>
      {!(error instanceof SyntaxProblem) && <p>{t("chat.custom.crashed")}</p>}
      <pre tabIndex={0}>{message}</pre>
    </>
  );
}
