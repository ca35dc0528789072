/** The nouns of the wire, after reading: every field that the page uses has its type here. */

export type ElementType = string;

export interface Step {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly output: string;
  readonly input: string;
  readonly parentId?: string;
  readonly language?: string;
  readonly isError: boolean;
  readonly streaming: boolean;
}

export interface Element {
  readonly id: string;
  readonly type: ElementType;
  readonly name: string;
  readonly forId?: string;
  readonly mime?: string;
  readonly url?: string;
  /** The id of a file that the session holds; the address is made from it when `url` is missing. */
  readonly key?: string;
}

export interface Token {
  readonly id: string;
  readonly token: string;
  readonly isSequence: boolean;
  readonly isInput: boolean;
}

export interface Thread {
  readonly id: string;
  readonly steps: readonly Step[];
  readonly elements: readonly Element[];
}

export type ToastKind = "info" | "success" | "warning" | "error";

/** What a user types, as the server takes it. */
export interface UserMessage {
  readonly id: string;
  readonly name: string;
  readonly type: "user_message";
  readonly output: string;
  readonly createdAt: string;
}

export interface Outgoing {
  readonly message: UserMessage;
  readonly fileReferences: readonly { readonly id: string }[];
}

/** MIME patterns, or MIME patterns with the file endings that belong to them. */
export type Accept = readonly string[] | Readonly<Record<string, readonly string[]>>;

export interface UploadPolicy {
  readonly enabled: boolean;
  readonly accept: Accept;
  readonly maxFiles: number;
  readonly maxSizeMb: number;
}

export interface Settings {
  readonly name: string;
  readonly description: string;
  readonly defaultTheme?: string;
  readonly confirmNewChat: boolean;
  readonly userMarkdown: boolean;
  readonly followUser: boolean;
  readonly followAssistant: boolean;
  readonly uploads: UploadPolicy;
}
