/** Requests to the server, with refusals as errors whose message may be shown. */

import { record, text } from "./json";

// The page does not wait longer for its settings; it starts with the defaults.
const ANSWER_MS = 5000;

/** Who asks: the session of a conversation, or a link that was signed for one element. */
export type Access = { readonly sessionId: string } | { readonly token: string };

/** The server said no. The message is the server's, and empty if it gave none. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    detail: string,
  ) {
    super(detail);
  }
}

export type Query = Readonly<Record<string, string | number>>;

export class Http {
  constructor(private readonly base: URL) {}

  url(path: string, query: Query = {}): string {
    const url = new URL(path, this.base);
    for (const [key, value] of Object.entries(query)) url.searchParams.set(key, String(value));
    return url.href;
  }

  async json(path: string, query: Query = {}): Promise<unknown> {
    return (await this.get(this.url(path, query), { signal: AbortSignal.timeout(ANSWER_MS) })).json();
  }

  async get(url: string, options: RequestInit = {}): Promise<Response> {
    return accepted(await fetch(url, options));
  }

  async send(method: "POST" | "PUT" | "DELETE", path: string, body: unknown, query: Query = {}): Promise<unknown> {
    const headers = { "Content-Type": "application/json" };
    const response = await fetch(this.url(path, query), { method, headers, body: JSON.stringify(body) });
    return (await accepted(response)).json();
  }
}

export function asQuery(access: Access): Query {
  return "token" in access ? { token: access.token } : { session_id: access.sessionId };
}

async function accepted(response: Response): Promise<Response> {
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => null);
  throw new Refused(response.status, text(record(body)["detail"]) ?? "");
}
