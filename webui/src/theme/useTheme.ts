/** Light, dark, or as the system says. The choice is kept; `public/theme.js` applies it before the first paint. */

import { useEffect, useState } from "react";
import { store, stored } from "../protocol/storage";

export const THEMES = ["light", "dark", "system"] as const;
export type Theme = (typeof THEMES)[number];

const CHOICE = "botbridge.theme";
const DEFAULT = "botbridge.theme.default";

export function asTheme(value: string | null | undefined): Theme | null {
  return THEMES.find((theme) => theme === value) ?? null;
}

/** The theme in force and how to choose another; `preset` is the app's own default. */
export function useTheme(preset: string | undefined): [Theme, (theme: Theme) => void] {
  const [choice, setChoice] = useState(() => asTheme(stored("localStorage", CHOICE)));
  const theme = choice ?? asTheme(preset ?? stored("localStorage", DEFAULT)) ?? "system";
  useEffect(() => {
    if (preset) store("localStorage", DEFAULT, preset);
  }, [preset]);
  useEffect(() => apply(theme), [theme]);
  const choose = (next: Theme) => {
    store("localStorage", CHOICE, next);
    setChoice(next);
  };
  return [theme, choose];
}

function apply(theme: Theme): () => void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const paint = () => {
    const shown = theme === "system" ? (dark.matches ? "dark" : "light") : theme;
    document.documentElement.dataset["theme"] = shown;
  };
  paint();
  dark.addEventListener("change", paint);
  return () => dark.removeEventListener("change", paint);
}
