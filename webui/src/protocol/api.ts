/** The REST routes that the conversation uses; those of elements are in `elementApi.ts`. */

import { asQuery, Http, type Access } from "./http";
import { record, text } from "./json";
import { readSettings, type Settings } from "./settings";
import type { Feedback } from "./step";

export interface Upload {
  /** The id of the file on the server. Rejects with an `Error` whose message may be shown to the user. */
  readonly done: Promise<string>;
  abort(): void;
}

export class Api {
  readonly http: Http;

  constructor(base: URL) {
    this.http = new Http(base);
  }

  async settings(language: string): Promise<Settings> {
    return readSettings(await this.http.json("project/settings", { language }));
  }

  async translations(language: string): Promise<unknown> {
    return record(await this.http.json("project/translations", { language }))["translation"];
  }

  /** Lets a load balancer send everything of one session to one process. */
  async setSessionCookie(sessionId: string): Promise<void> {
    await this.http.send("POST", "set-session-cookie", { session_id: sessionId });
  }

  async click(action: { id: string; name: string }, access: Access): Promise<void> {
    await this.http.send("POST", "project/action", { ...access, action });
  }

  /** Keeps what a person thinks of an answer, and tells under which id. */
  async rate(forId: string, feedback: Feedback, access: Access): Promise<string | undefined> {
    const answer = await this.http.send("PUT", "feedback", { feedback: { forId, ...feedback }, ...access });
    return text(record(answer)["feedbackId"]);
  }

  async unrate(feedbackId: string, access: Access): Promise<void> {
    await this.http.send("DELETE", "feedback", { feedbackId, ...access });
  }

  /**
   * Sends one file; `onProgress` gets the part that is sent, 0 to 1. `fetch` cannot report progress.
   * `questionId` names the question that the file answers.
   */
  upload(file: File, access: Access, onProgress: (part: number) => void, questionId?: string): Upload {
    const request = new XMLHttpRequest();
    const query = { ...asQuery(access), ...(questionId ? { ask_parent_id: questionId } : {}) };
    const done = new Promise<string>((resolve, reject) => {
      request.open("POST", this.http.url("project/file", query));
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
}

function answer(request: XMLHttpRequest): { id: string | undefined; detail: string } {
  try {
    const json = record(JSON.parse(request.responseText));
    return { id: text(json["id"]), detail: text(json["detail"]) ?? "" };
  } catch {
    return { id: undefined, detail: "" };
  }
}
