/** The REST routes that the page uses. */

import { readSettings, record, text } from "./read";
import type { Settings } from "./types";

// The page does not wait longer for its settings; it starts with the defaults.
const ANSWER_MS = 5000;

export interface Upload {
  /** The id of the file on the server. Rejects with an `Error` whose message may be shown to the user. */
  readonly done: Promise<string>;
  abort(): void;
}

export class Api {
  constructor(private readonly base: URL) {}

  async settings(language: string): Promise<Settings> {
    return readSettings(await this.get("project/settings", { language }));
  }

  async translations(language: string): Promise<unknown> {
    return record(await this.get("project/translations", { language }))["translation"];
  }

  /** Lets a load balancer send everything of one session to one process. */
  async setSessionCookie(sessionId: string): Promise<void> {
    await fetch(this.url("set-session-cookie"), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ session_id: sessionId }),
    });
  }

  fileUrl(key: string, sessionId: string): string {
    return this.url(`project/file/${encodeURIComponent(key)}`, { session_id: sessionId });
  }

  /** Sends one file; `onProgress` gets the part that is sent, 0 to 1. `fetch` cannot report progress. */
  upload(file: File, sessionId: string, onProgress: (part: number) => void): Upload {
    const request = new XMLHttpRequest();
    const done = new Promise<string>((resolve, reject) => {
      request.open("POST", this.url("project/file", { session_id: sessionId }));
      request.upload.onprogress = (event) => {
        if (event.lengthComputable) onProgress(event.loaded / event.total);
      };
      request.onload = () => {
        const { id, detail } = answer(request);
        if (request.status === 200 && id) resolve(id);
        else reject(new Error(detail));
      };
      request.onerror = request.onabort = () => reject(new Error(""));
    });
    const form = new FormData();
    form.append("file", file);
    request.send(form);
    return { done, abort: () => request.abort() };
  }

  private async get(path: string, query: Record<string, string>): Promise<unknown> {
    const response = await fetch(this.url(path, query), { signal: AbortSignal.timeout(ANSWER_MS) });
    if (!response.ok) throw new Error(`GET ${path}: ${response.status}`);
    return response.json();
  }

  private url(path: string, query: Record<string, string> = {}): string {
    const url = new URL(path, this.base);
    for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
    return url.href;
  }
}

function answer(request: XMLHttpRequest): { id: string | undefined; detail: string } {
  try {
    const json = record(JSON.parse(request.responseText));
    return { id: text(json["id"]), detail: text(json["detail"]) ?? "" };
  } catch {
    return { id: undefined, detail: "" };
  }
}
