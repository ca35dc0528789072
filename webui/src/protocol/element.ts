/** Something that hangs on a message: a picture, a table, a document, a piece of the app's own interface. */

import { number, optional, record, text, word, type Json } from "./json";

const DISPLAYS = ["inline", "side", "page"] as const;
export type Display = (typeof DISPLAYS)[number];

export interface Element {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly display: Display;
  readonly forId?: string;
  readonly mime?: string;
  readonly url?: string;
  /** The id of a file that the session holds; the address is made from it when `url` is missing. */
  readonly key?: string;
  readonly size?: string;
  readonly language?: string;
  readonly page?: number;
  readonly autoPlay?: boolean;
  readonly playerConfig?: Json;
  readonly props?: Json;
}

export function readElement(value: unknown): Element | null {
  const json = record(value);
  const id = text(json["id"]);
  if (!id) return null;
  const props = json["props"] === undefined ? undefined : record(json["props"]);
  return {
    id,
    type: text(json["type"]) ?? "file",
    name: text(json["name"]) ?? "",
    display: word(json["display"], DISPLAYS),
    ...optional("forId", text(json["forId"])),
    ...optional("mime", text(json["mime"])),
    ...optional("url", text(json["url"])),
    ...optional("key", text(json["chainlitKey"])),
    ...optional("size", text(json["size"])),
    ...optional("language", text(json["language"])),
    ...optional("page", number(json["page"]) ?? number(props?.["page"])),
    ...optional("autoPlay", json["autoPlay"] === true || undefined),
    ...optional("playerConfig", json["playerConfig"] ? record(json["playerConfig"]) : undefined),
    ...optional("props", props),
  };
}

/** An element as the server takes it back. */
export function wireElement({ key, ...element }: Element): Json {
  return { ...element, ...optional("chainlitKey", key) };
}
