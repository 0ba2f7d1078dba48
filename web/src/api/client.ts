// The one way to the server: typed calls under /api/v1 whose failures are ApiError with the server's stable code.
import type { Problem } from "./types";

const BASE = "/api/v1/";

/** What the session adds to requests and hears of them: the secret of a screen, and that nobody is signed in any more. */
export const pass = { secret: null as string | null, lost: (): void => undefined };

/** A failed call; `code` is the server's own, or `unreachable` when no answer came. */
export class ApiError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail ?? problem.code);
    this.name = "ApiError";
    this.problem = problem;
  }
}

async function problemOf(response: Response): Promise<Problem> {
  const type = response.headers.get("content-type") ?? "";
  if (type.includes("json")) {
    try {
      const body = (await response.json()) as Partial<Problem>;
      const wait = response.status === 429 && Number(response.headers.get("retry-after"));
      if (typeof body.code === "string") return { ...body, code: body.code, status: response.status, ...(wait && { retry_after_s: wait }) };
    } catch {
      // Not the problem document it claimed to be: answered by the status alone below.
    }
  }
  return { status: response.status, code: response.status === 404 ? "not_found" : "internal" };
}

const epochs = new WeakMap<object, number>();
/** The epoch that an answer of `get` came from, where the server said one. */
export function epochOf(answer: object): number | null {
  return epochs.get(answer) ?? null;
}

/** Asks an address for JSON, or for nothing. */
export async function ask<T>(url: string, init: RequestInit): Promise<T> {
  const { signal } = init;
  let response: Response;
  try {
    response = await fetch(url, pass.secret ? { ...init, headers: { ...init.headers, authorization: `Bearer ${pass.secret}` } } : init);
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiError({ status: 0, code: "unreachable" });
  }
  if (!response.ok) {
    const problem = await problemOf(response);
    if (problem.code === "sign_in_needed") pass.lost();
    throw new ApiError(problem);
  }
  if (response.status === 204) return undefined as T;
  try {
    const answer = (await response.json()) as T;
    const epoch = response.headers.get("x-data-epoch");
    if (epoch && typeof answer === "object" && answer) epochs.set(answer, Number(epoch));
    return answer;
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiError({ status: response.status, code: "unreadable" });
  }
}

/** Fetches `/api/v1/{path}` as JSON; a path from the root (one of the page's own files) is taken as it is. */
export function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return ask<T>(path.startsWith("/") ? path : BASE + path, { headers: { accept: "application/json" }, signal: signal ?? null });
}

/** Asks `/api/v1/{path}` with a JSON body. */
export function post<T>(path: string, body: unknown): Promise<T> {
  return ask<T>(BASE + path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
}

/** Ends or takes away what is at `/api/v1/{path}`. */
export function remove(path: string): Promise<void> {
  return ask<void>(BASE + path, { method: "DELETE" });
}

/** The address of a resource, for links that the browser follows itself (downloads). */
export function address(path: string): string {
  return BASE + path;
}
