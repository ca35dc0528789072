/** How wide columns are: by their names and first values, so that the table keeps still while it is scrolled. */

import { cellText } from "./cell";
import type { Frame } from "./frame";

const CHAR_PX = 8;
const PADDING_PX = 28;
const MIN_CHARS = 5;
const MAX_CHARS = 36;
const LOOKED_AT = 50;

export function widths({ columns, rows }: Frame): number[] {
  const first = rows.slice(0, LOOKED_AT);
  return columns.map(({ name }, column) => {
    const longest = Math.max(name.length, ...first.map((row) => cellText(row[column]).length));
    return Math.min(MAX_CHARS, Math.max(MIN_CHARS, longest)) * CHAR_PX + PADDING_PX;
  });
}

/** The column with the rows' numbers or names. */
export function labelWidth({ total, labels }: Frame): number {
  const longest = Math.max(String(total).length, ...(labels ?? []).slice(0, LOOKED_AT).map((label) => label.length));
  return Math.min(MAX_CHARS, longest) * CHAR_PX + PADDING_PX;
}
