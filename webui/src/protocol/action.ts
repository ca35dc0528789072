/** A button that the app hangs under a message. What it stands for stays with the server. */

import { optional, record, text } from "./json";

export interface Action {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly tooltip: string;
  readonly icon?: string;
  readonly forId?: string;
}

export function readAction(value: unknown): Action | null {
  const json = record(value);
  const id = text(json["id"]);
  const name = text(json["name"]);
  if (!id || !name) return null;
  return {
    id,
    name,
    label: text(json["label"]) ?? "",
    tooltip: text(json["tooltip"]) ?? "",
    ...optional("icon", text(json["icon"])),
    ...optional("forId", text(json["forId"])),
  };
}
