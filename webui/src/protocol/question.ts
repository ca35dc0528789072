/** Something that the app asks and waits for. */

import { each, optional, record, size, text, word } from "./json";
import { readAccept, type UploadPolicy } from "./settings";
import { readStep, type Step } from "./step";

const KINDS = ["text", "file", "action", "element"] as const;

export interface Question {
  /** The message that asks. */
  readonly stepId: string;
  readonly kind: (typeof KINDS)[number];
  readonly files: UploadPolicy;
  /** The actions that answer. */
  readonly keys: readonly string[];
  readonly elementId?: string;
}

export interface Asked {
  readonly step: Step;
  readonly question: Question;
}

/** A file by the id that the server gave it. */
export interface FileReference {
  readonly id: string;
}

/** What a person filled in, or that nothing was to be filled in. */
export type Submission = Readonly<Record<string, unknown>> & { readonly submitted: boolean };

// The reference's defaults for a question that does not name its own.
const MAX_FILES = 1;
const MAX_MB = 2;

export function readAsked(value: unknown): Asked | null {
  const json = record(value);
  const step = readStep(json["msg"]);
  if (!step) return null;
  const spec = record(json["spec"]);
  return {
    step,
    question: {
      stepId: text(spec["step_id"]) ?? step.id,
      kind: word(spec["type"], KINDS),
      keys: each(spec["keys"], (key) => text(key) ?? null),
      files: {
        enabled: true,
        accept: readAccept(spec["accept"]),
        maxFiles: size(spec["max_files"], MAX_FILES),
        maxSizeMb: size(spec["max_size_mb"], MAX_MB),
      },
      ...optional("elementId", text(spec["element_id"])),
    },
  };
}
