/** The app's JSX as a function body. Its imports become calls, so that only what is allowed can be had. */

import { transform } from "sucrase";

export interface Compiled {
  readonly code: string;
  /** The modules that it imports, in no order. */
  readonly imports: readonly string[];
}

// What the compiler leaves of `import … from "name"`, and of `import("name")`.
const REQUIRED = /\brequire\((["'])((?:\\.|(?!\1).)*)\1\)/g;
const PLACE = /\((\d+):(\d+)\)$/;

/** The source cannot be compiled; the message says where. */
export class SyntaxProblem extends Error {}

export function compile(source: string): Compiled {
  const code = transformed(source);
  const imports = [...code.matchAll(REQUIRED)].map((match) => match[2] ?? "");
  return { code, imports: [...new Set(imports)] };
}

function transformed(source: string): string {
  try {
    return transform(source, { transforms: ["jsx", "imports"], jsxRuntime: "classic", production: true }).code;
  } catch (error) {
    throw new SyntaxProblem(readable(error, source));
  }
}

/** The compiler's message, with the line that it is about. */
function readable(error: unknown, source: string): string {
  const message = error instanceof Error ? error.message.replace(/^Error transforming [^:]*: /, "") : String(error);
  const [, line] = PLACE.exec(message) ?? [];
  return line ? `${message}\n${source.split("\n")[Number(line) - 1]?.trim() ?? ""}` : message;
}
