/** The rows of a long table: what is looked at is fetched, what is far away is forgotten. */

import type { Frame, Row, Rows } from "./frame";

/** The most that the server hands out at once. */
export const PAGE = 200;
// 10,000 rows; further ones are fetched again when they are looked at.
const KEPT = 50;

type Fetch = (offset: number, limit: number) => Promise<Rows>;

export class Pages {
  /** Changes whenever rows have come. */
  version = 0;
  failed = false;
  private readonly pages = new Map<number, readonly Row[]>();
  private readonly waiting = new Set<number>();
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly frame: Frame,
    private readonly fetch: Fetch,
  ) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly getVersion = (): number => this.version;

  row(index: number): Row | undefined {
    return this.frame.rows[index] ?? this.pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** Fetches what is missing of the rows from `begin` to before `end`. */
  want(begin: number, end: number): void {
    for (let index = begin; index < Math.min(end, this.frame.total); index++) {
      if (this.row(index) === undefined) this.load(Math.floor(index / PAGE));
    }
  }

  retry(begin: number, end: number): void {
    this.failed = false;
    this.want(begin, end);
    this.tell();
  }

  private load(page: number): void {
    if (this.waiting.has(page) || this.pages.has(page) || this.failed) return;
    this.waiting.add(page);
    this.fetch(page * PAGE, PAGE)
      .then(({ rows }) => this.keep(page, rows))
      .catch(() => {
        this.failed = true;
      })
      .finally(() => {
        this.waiting.delete(page);
        this.tell();
      });
  }

  private keep(page: number, rows: readonly Row[]): void {
    this.pages.set(page, rows);
    const oldest = this.pages.keys().next().value;
    if (this.pages.size > KEPT && oldest !== undefined) this.pages.delete(oldest);
  }

  private tell(): void {
    this.version++;
    for (const listener of this.listeners) listener();
  }
}
