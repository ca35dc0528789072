/** Shows the app's JSX, or why it cannot be shown. */

import { use } from "react";
import { Boundary } from "../../components/boundary";
import type { Element } from "../../protocol/element";
import { Problem } from "../problem";
import { compile } from "./compile";
import "./element.css";
import { loadModules } from "./modules";
import { load } from "./run";
import { addClassesOf } from "./styles";
import { Living, type Ready } from "./living";
import { Reason } from "./reason";

interface Props {
  element: Element;
  source: string;
}

export default function JsxView({ element, source }: Props) {
  const ready = use(prepared(source));
  const failed = (error: unknown) => (
    <Problem name={element.name}>
      <Reason error={error} />
    </Problem>
  );
  if ("error" in ready) return failed(ready.error);
  return (
    <Boundary subject={element.props} fallback={failed}>
      <Living element={element} ready={ready} />
    </Boundary>
  );
}

type Prepared = Ready | { readonly error: unknown };

const preparing = new Map<string, Promise<Prepared>>();

function prepared(source: string): Promise<Prepared> {
  const known = preparing.get(source) ?? prepare(source);
  preparing.set(source, known);
  return known;
}

async function prepare(source: string): Promise<Prepared> {
  try {
    const compiled = compile(source);
    const [require, run] = await Promise.all([loadModules(compiled.imports), load(compiled), addClassesOf(source)]);
    return { require, run };
  } catch (error) {
    return { error };
  }
}
