/** A piece of the app's own interface: its JSX, or a form of the page where the app brings no JSX. */

import { lazy, use } from "react";
import type { Shown } from "../elements/shown";
import { useHost } from "../elements/host";
import { readFields } from "../forms/fields";
import { useTranslate } from "../i18n/translate";
import type { ElementApi } from "../protocol/elementApi";
import { Problem } from "./problem";

const FormView = lazy(() => import("../forms/formView"));
const JsxView = lazy(() => import("./jsx/jsxView"));

export default function CustomView({ element }: Shown) {
  const t = useTranslate();
  const { api } = useHost();
  const source = use(sourceOf(api, element.name));
  if (source !== null) return <JsxView element={element} source={source} />;
  if (readFields(element.props).length > 0) return <FormView element={element} />;
  return <Problem name={element.name}>{t("chat.custom.missing", { name: element.name })}</Problem>;
}

const sources = new WeakMap<ElementApi, Map<string, Promise<string | null>>>();

/** The same promise each time, as a suspended component asks again; what failed is tried again. */
function sourceOf(api: ElementApi, name: string): Promise<string | null> {
  const known = sources.get(api) ?? new Map<string, Promise<string | null>>();
  sources.set(api, known);
  const source = known.get(name) ?? api.source(name);
  source.catch(() => known.delete(name));
  known.set(name, source);
  return source;
}
