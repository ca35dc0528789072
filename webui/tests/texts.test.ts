import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { english } from "../src/i18n/english";
import { record } from "../src/protocol/json";

const SERVER = join(import.meta.dirname, "../../adapters/botbridge_web/translations/en-US.json");

it("every text of the page can be translated: the server knows its key", () => {
  const texts: unknown = JSON.parse(readFileSync(SERVER, "utf8"));
  const known = (key: string) => key.split(".").reduce((branch: unknown, name) => record(branch)[name], texts);
  expect(Object.keys(english).filter((key) => typeof known(key) !== "string")).toEqual([]);
});
