/** What a message that asks has below it, by what it asks for. Words are answered in the composer. */

import type { ComponentType } from "react";
import type { Question } from "../protocol/question";
import { ActionQuestion } from "./actionQuestion";
import { FileQuestion } from "./fileQuestion";

const parts: Readonly<Record<Question["kind"], ComponentType<{ question: Question }> | null>> = {
  text: null,
  action: ActionQuestion,
  file: FileQuestion,
  // The element itself is what is filled in.
  element: null,
};

export function QuestionPart({ question }: { question: Question }) {
  const Part = parts[question.kind];
  return Part && <Part question={question} />;
}
