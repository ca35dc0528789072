/** What a user says, as the server takes it. */

import type { FileReference } from "./question";

export interface UserMessage {
  readonly id: string;
  readonly name: string;
  readonly type: "user_message";
  readonly output: string;
  readonly createdAt: string;
}

export interface Outgoing {
  readonly message: UserMessage;
  readonly fileReferences: readonly FileReference[];
}
