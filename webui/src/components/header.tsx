import { useTranslate } from "../i18n/translate";
import { useStore } from "../store/useStore";
import { useTheme } from "../theme/useTheme";
import { Icon } from "./icon";
import { ThemeChoice } from "./themeChoice";

export function Header({ onNewChat }: { onNewChat: () => void }) {
  const t = useTranslate();
  const settings = useStore((state) => state.settings);
  const [theme, setTheme] = useTheme(settings?.defaultTheme);
  return (
    <header className="header">
      <h1 className="truncate">{settings?.name}</h1>
      <ThemeChoice theme={theme} onChange={setTheme} />
      <button type="button" className="new-chat" onClick={onNewChat} title={t("navigation.newChat.button")}>
        <Icon name="pen" />
        <span className="max-sm:sr-only">{t("navigation.newChat.button")}</span>
      </button>
    </header>
  );
}
