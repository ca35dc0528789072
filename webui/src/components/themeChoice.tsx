import { useTranslate } from "../i18n/translate";
import { THEMES, type Theme } from "../theme/useTheme";
import { Icon, type IconName } from "./icon";

const icons: Readonly<Record<Theme, IconName>> = { light: "sun", dark: "moon", system: "system" };

/** Radio buttons: one stop of the Tab key, the arrow keys choose. */
export function ThemeChoice({ theme, onChange }: { theme: Theme; onChange: (theme: Theme) => void }) {
  const t = useTranslate();
  return (
    <fieldset className="theme-choice">
      <legend className="sr-only">{t("navigation.header.theme.title")}</legend>
      {THEMES.map((value) => {
        const label = t(`navigation.header.theme.${value}`);
        return (
          <label key={value} title={label}>
            <input
              type="radio"
              name="theme"
              value={value}
              className="sr-only"
              aria-label={label}
              checked={theme === value}
              onChange={() => onChange(value)}
            />
            <Icon name={icons[value]} size={15} />
          </label>
        );
      })}
    </fieldset>
  );
}
