import { describe, expect, it } from "vitest";
import { dialogFilter, refusal } from "../src/composer/policy";
import { translator } from "../src/i18n/translate";
import { readSettings } from "../src/protocol/settings";
import { uuid } from "../src/protocol/uuid";

const policy = (accept: unknown) =>
  readSettings({ features: { spontaneous_file_upload: { enabled: true, accept, max_size_mb: 1, max_files: 2 } } }).uploads;
const file = (name: string, type: string, size = 10) => ({ name, type, size });

describe("the upload policy", () => {
  it("measures", () => {
    expect(refusal(file("a", "", 2 ** 20), policy(undefined))).toBeNull();
    expect(refusal(file("a", "", 2 ** 20 + 1), policy(undefined))).toBe("chat.fileUpload.errors.tooLarge");
  });

  it.each([
    [["*/*"], "a.exe", "", true],
    [["image/*"], "a.png", "image/png", true],
    [["image/*"], "a.txt", "text/plain", false],
    [["text/plain"], "A.TXT", "text/plain", true],
    [[".md"], "READ.MD", "", true],
    [{ "text/plain": [".log"] }, "x.log", "", true],
    [{ "text/plain": [".log"] }, "x.txt", "text/plain", true],
    [{ "text/plain": [".log"] }, "x.png", "image/png", false],
  ])("%j takes %s (%s): %s", (accept, name, type, taken) => {
    expect(refusal(file(name, type), policy(accept)) === null).toBe(taken);
  });

  it("filters the file dialog", () => {
    expect(dialogFilter(policy({ "text/plain": [".txt"] }).accept)).toBe("text/plain,.txt");
    expect(dialogFilter(policy(["*/*"]).accept)).toBeUndefined();
  });
});

describe("settings", () => {
  it("have defaults for everything", () => {
    expect(readSettings(null)).toEqual({
      name: "Assistant",
      description: "",
      confirmNewChat: true,
      userMarkdown: true,
      followUser: true,
      followAssistant: true,
      feedback: true,
      cot: "full",
      uploads: { enabled: false, accept: ["*/*"], maxFiles: 20, maxSizeMb: 500 },
    });
  });
});

describe("texts", () => {
  it("come from the translation, else in English, with values filled in", () => {
    const t = translator({ chat: { fileUpload: { errors: { tooMany: "max. {{count}}", failed: "" } } } });
    expect(t("chat.fileUpload.errors.tooMany", { count: 3 })).toBe("max. 3");
    expect(t("chat.fileUpload.errors.failed")).toBe("Upload failed");
    expect(t("chat.messages.working")).toBe("{{name}} is working");
  });
});

it("uuids are of version 4 and differ", () => {
  const form = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  const many = Array.from({ length: 100 }, uuid);
  expect(many.every((one) => form.test(one))).toBe(true);
  expect(new Set(many).size).toBe(100);
});
