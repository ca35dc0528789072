/** One value of a table, as text. */

// Longer texts are cut in their cell; the whole is in the CSV.
const MAX_CHARS = 300;

export function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  const whole = typeof value === "object" ? JSON.stringify(value) : String(value as string | number | boolean);
  return whole.length > MAX_CHARS ? `${whole.slice(0, MAX_CHARS)}…` : whole;
}
