// A value fetched from the server and kept up to date with what it depends on: loading, ready or failed, never half.
import { effect, signal, untracked, type ReadonlySignal } from "@preact/signals";
import { ApiError, get } from "../api/client";
import { signedIn } from "./session";

export interface Remote<T> {
  /** The last good answer to what is asked now; never the answer to an earlier question. */
  data: T | null;
  loading: boolean;
  error: ApiError | null;
}

/** Bumped to ask everything again. */
export const attempt = signal(0);
export function retryAll(): void {
  attempt.value++;
}

/** Follows `path()`: fetches it when it (or anything it reads) changes; null fetches nothing, undefined nothing yet; nobody signed in, nothing. */
export function remote<T>(path: () => string | null | undefined): ReadonlySignal<Remote<T>> {
  const state = signal<Remote<T>>({ data: null, loading: true, error: null });
  let answered: string | null = null;
  effect(() => {
    void attempt.value;
    if (!signedIn.value) return;
    const wanted = path();
    if (wanted === undefined) return;
    if (wanted === null) {
      state.value = { data: null, loading: false, error: null };
      return;
    }
    const abort = new AbortController();
    const before = untracked(() => state.value);
    // The same question asked again keeps its answer and its error meanwhile; another one starts with nothing.
    state.value = answered === wanted ? { ...before, loading: true } : { data: null, loading: true, error: null };
    get<T>(wanted, abort.signal).then(
      (data) => {
        if (abort.signal.aborted) return;
        answered = wanted;
        state.value = { data, loading: false, error: null };
      },
      (cause: unknown) => {
        if (abort.signal.aborted) return;
        const error = cause instanceof ApiError ? cause : new ApiError({ status: 0, code: "internal" });
        state.value = { ...untracked(() => state.value), loading: false, error };
      },
    );
    return () => abort.abort();
  });
  return state;
}
