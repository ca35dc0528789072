/** One value of a table, as text. */

// Longer texts are cut in their cell; the whole is in the CSV.
const MAX_CHARS = 300;

export function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  const whole = typeof value === "string" ? value : JSON.stringify(value);
  return whole.length > MAX_CHARS ? `${whole.slice(0, MAX_CHARS)}…` : whole;
}
