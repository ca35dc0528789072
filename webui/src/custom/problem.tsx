import type { ReactNode } from "react";
import { Icon } from "../components/icon";
import { useTranslate } from "../i18n/translate";

/** In the place of an element: why it is not there, for whoever writes it. */
export function Problem({ name, children }: { name: string; children: ReactNode }) {
  const t = useTranslate();
  return (
    <div className="error-card element-problem" role="alert">
      <Icon name="error" />
      <div className="min-w-0 flex-1">
        <p className="font-medium" dir="auto">
          {t("chat.custom.failed", { name })}
        </p>
        {children}
      </div>
    </div>
  );
}
