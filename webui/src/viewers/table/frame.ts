/** A table as it is sent: its first rows, or all of them. */

import { each, number, record, text, type Json } from "../../protocol/json";

export type Row = readonly unknown[];

export interface Frame {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** How many rows there are, here and on the server. */
  readonly total: number;
  /** What the rows are called; without it they are counted. */
  readonly labels?: readonly string[];
}

export interface Column {
  readonly name: string;
  readonly numeric: boolean;
}

export interface Rows {
  readonly rows: readonly Row[];
  readonly offset: number;
}

const NUMERIC = /^(u?int|float|decimal|i\d|u\d|f\d)/i;
// Wider tables are cut: nobody reads them, and each column costs on every row.
const MAX_COLUMNS = 500;

/** The table in an element's props; null when they hold none. */
export function readFrame(props: Json | undefined): Frame | null {
  if (!Array.isArray(props?.["rows"])) return null;
  const rows = readRows(props["rows"]);
  const types = each(props["dtypes"], (type) => text(type) ?? "");
  return { columns: readColumns(props["columns"], types, rows), rows, total: Math.max(number(props["total"]) ?? 0, rows.length) };
}

/** The table in an element's bytes, whole: `{columns, index, data}`. */
export function parseFrame(bytes: string): Frame {
  const json = record(JSON.parse(bytes));
  const rows = readRows(json["data"]);
  const labels = each(json["index"], (label) => text(label) ?? JSON.stringify(label));
  const frame = { columns: readColumns(json["columns"], [], rows), rows, total: rows.length };
  return labels.length === rows.length ? { ...frame, labels } : frame;
}

export function readPage(value: unknown, offset: number): Rows {
  const json = record(value);
  return { rows: readRows(json["rows"]), offset: number(json["offset"]) ?? offset };
}

function readRows(value: unknown): Row[] {
  return each(value, (row) => (Array.isArray(row) ? (row as Row) : null));
}

function readColumns(value: unknown, types: readonly string[], rows: readonly Row[]): Column[] {
  const names = Array.isArray(value) ? value.slice(0, MAX_COLUMNS) : [];
  return names.map((name: unknown, index) => {
    const type = types[index];
    return { name: text(name) ?? JSON.stringify(name), numeric: type ? NUMERIC.test(type) : looksNumeric(rows, index) };
  });
}

function looksNumeric(rows: readonly Row[], column: number): boolean {
  const values = rows.slice(0, 20).map((row) => row[column]).filter((value) => value !== null);
  return values.length > 0 && values.every((value) => typeof value === "number");
}
