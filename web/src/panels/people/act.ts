// Doing something at the server from a form: whether it is under way, and why it was refused.
import { useState } from "preact/hooks";
import { ApiError } from "../../api/client";
import type { Problem } from "../../api/types";
import { refusalWords } from "../../i18n/people";

export interface Act {
  busy: boolean;
  /** Why it was refused, in words. */
  refused: string | null;
  refuse: (why: string | null) => void;
  /** Does it, once at a time; tells whether it was done. */
  run: (what: () => Promise<unknown>) => Promise<boolean>;
}

export function useAct(): Act {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | string | null>(null);
  const run = async (what: () => Promise<unknown>) => {
    if (busy) return false;
    setBusy(true);
    setProblem(null);
    try {
      await what();
      return true;
    } catch (cause) {
      setProblem(cause instanceof ApiError ? cause.problem : { status: 0, code: "internal" });
      return false;
    } finally {
      setBusy(false);
    }
  };
  const refused = problem === null || typeof problem === "string" ? problem : refusalWords(problem);
  return { busy, refused, refuse: setProblem, run };
}

/** The text of a form's field. */
export function textOf(form: HTMLFormElement, name: string): string {
  const field = form.elements.namedItem(name);
  return field instanceof HTMLInputElement || field instanceof HTMLSelectElement ? field.value : "";
}
