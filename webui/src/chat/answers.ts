/** The way back for the answer to a question. A line may break between question and answer. */

type Tell = (answer: unknown) => void;

interface Given {
  readonly stepId: string;
  readonly answer: unknown;
  /** The line that it was told on. */
  line: number;
}

export class Answers {
  private open: { stepId: string; tell: Tell } | null = null;
  private given: Given | null = null;
  private line = 0;

  /**
   * Takes a question, or the same one again; the newest way back counts. Whether it has to be shown: an answer
   * that may have been lost with the line is told again without asking.
   */
  ask(stepId: string, tell: Tell): boolean {
    this.open = { stepId, tell };
    const { given } = this;
    if (given?.stepId !== stepId || given.line === this.line) return true;
    given.line = this.line;
    tell(given.answer);
    return false;
  }

  /** Whether the question was still open. */
  give(stepId: string, answer: unknown): boolean {
    if (this.open?.stepId !== stepId) return false;
    this.open.tell(answer);
    this.given = { stepId, answer, line: this.line };
    this.open = null;
    return true;
  }

  /** The line broke, or is a new one: what was told before may be lost. */
  broke(): void {
    this.line++;
  }

  clear(): void {
    this.open = null;
    this.given = null;
  }
}
