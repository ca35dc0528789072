/** Texts by key: from the server's translation, else in English. */

import { createContext, useContext } from "react";
import { record } from "../protocol/json";
import { english, type TextKey } from "./english";

export type Translate = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;

export function translator(translation: unknown): Translate {
  return (key, values = {}) => fill(lookUp(translation, key) ?? english[key], values);
}

function lookUp(translation: unknown, key: string): string | undefined {
  const found = key.split(".").reduce((branch: unknown, name) => record(branch)[name], translation);
  return typeof found === "string" && found !== "" ? found : undefined;
}

function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (hole, name: string) => String(values[name] ?? hole));
}

export const TranslateContext = createContext<Translate>(translator(undefined));

export function useTranslate(): Translate {
  return useContext(TranslateContext);
}
