/**
 * Cuts Markdown into top-level blocks, so that a growing text re-renders its last block only.
 *
 * A cut is made where CommonMark ends every open block: at a blank line outside a fence, before a line that
 * neither is indented nor continues a list. Joined, the blocks are the text.
 */

// Definitions reach over the whole text, and raw HTML over blank lines: such a text stays in one piece.
const WHOLE = /^ {0,3}(?:\[[^\]]+\]:|<(?:!|\?|pre|script|style|textarea))/im;
const FENCE = /^\s*(?:(?:[-*+]|\d{1,9}[.)]|>)\s+)*(`{3,}|~{3,})(.*)$/;
const ITEM = /^(?:[-*+]|\d{1,9}[.)])(?:\s|$)/;
const BLANK = /^\s*$/;

export function blocks(text: string): string[] {
  if (WHOLE.test(text)) return [text];
  const found: string[] = [];
  let begin = 0;
  let end = 0;
  let fence = "";
  let inList = false;
  let afterBlank = false;
  for (const line of text.split(/(?<=\n)/)) {
    if (afterBlank && !fence && starts(line, inList)) {
      found.push(text.slice(begin, end));
      begin = end;
    }
    if (end === begin) inList = ITEM.test(line);
    fence = fenceAfter(fence, line);
    afterBlank = BLANK.test(line);
    end += line.length;
  }
  return begin < end ? [...found, text.slice(begin)] : found;
}

/** Whether a line after a blank one begins a new top-level block. */
function starts(line: string, inList: boolean): boolean {
  return !/^\s/.test(line) && !(inList && ITEM.test(line));
}

/** The fence that is open after a line: the same, a new one, or none. */
function fenceAfter(open: string, line: string): string {
  const [, mark = "", rest = ""] = FENCE.exec(line.trimEnd()) ?? [];
  if (!open) return mark.startsWith("`") && rest.includes("`") ? "" : mark;
  const closes = mark.startsWith(open) && rest === "" && /^\s*[`~]+\s*$/.test(line);
  return closes ? "" : open;
}
