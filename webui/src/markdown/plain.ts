/** One line without the marks of Markdown, for where words are read and not drawn. */
export function plain(text: string, maxChars: number): string {
  const line = text.replace(/[*_`#>~]+/g, "").replace(/\s+/g, " ").trim();
  return line.length > maxChars ? `${line.slice(0, maxChars)}…` : line;
}
