// The answer to the analysis view's question: asked when the question changes, given up when it does, never asked anew by itself.
import { computed, effect, signal } from "@preact/signals";
import { ApiError, get } from "../api/client";
import type { StudyResult, StudySheet } from "../api/schema";
import { contacted, epoch } from "./freshness";
import { withQuery } from "./query";
import { attempt } from "./remote";
import { lacks, methodOf, unusual } from "./study-methods";
import { area, asof, filter, mapQuery, panelQuery, study } from "./view";

export const method = computed(() => methodOf(study.value?.method ?? ""));
/** The settings that the address gives and the method knows. */
export const given = computed(() => (method.value ? unusual(method.value, study.value?.set ?? {}) : {}));

/** The question's area does not narrow this method, and there is one. */
export const areaIgnored = computed(() => method.value?.area === "whole" && area.value !== null);
const query = computed(() => {
  const text = method.value?.area === "points" ? panelQuery.value : mapQuery.value;
  // A method that has its own days is not asked between others.
  return method.value?.period === false ? text.split("&").filter((pair) => !/^(from|to)=/.test(pair)).join("&") : text;
});
/** What a study is asked by; null where none is chosen, or something is lacking. */
const path = computed(() => {
  const m = method.value;
  if (!m || m.path === "alerts" || lacks(m, given.value)) return null;
  return withQuery(m.path, query.value, { method: m.id, ...given.value });
});

export interface Answer {
  sheet: StudySheet | null;
  error: ApiError | null;
  /** When the asking began; null when nothing is being asked. */
  since: number | null;
  /** Somebody gave it up. */
  stopped: boolean;
}
const NOTHING: Answer = { sheet: null, error: null, since: null, stopped: false };
export const answer = signal<Answer>(NOTHING);
const again = signal(0);
let asking: AbortController | null = null;

effect(() => {
  void attempt.value;
  void again.value;
  const wanted = path.value;
  asking?.abort();
  asking = null;
  if (wanted === null || !contacted.value) {
    answer.value = NOTHING;
    return;
  }
  const abort = new AbortController();
  asking = abort;
  answer.value = { ...NOTHING, since: Date.now() };
  get<StudySheet>(wanted, abort.signal).then(
    (sheet) => {
      if (!abort.signal.aborted) answer.value = { ...NOTHING, sheet };
    },
    (cause: unknown) => {
      if (abort.signal.aborted) return;
      answer.value = { ...NOTHING, error: cause instanceof ApiError ? cause : new ApiError({ status: 0, code: "internal" }) };
    },
  );
});

export function stop(): void {
  asking?.abort();
  answer.value = { ...NOTHING, stopped: true };
}
export function askAgain(): void {
  again.value++;
}

/** The result of one method, while it is that method's turn. */
export function resultOf<Of extends StudyResult["of"]>(of: Of): Extract<StudyResult, { of: Of }> | null {
  const result = answer.value.sheet?.result;
  return result?.of === of ? (result as Extract<StudyResult, { of: Of }>) : null;
}
/** The server has newer data than the answer was computed from, and the question is about now. */
export const outdated = computed(() => {
  const { sheet } = answer.value;
  return sheet !== null && asof.value === null && epoch.value !== null && epoch.value > sheet.run.epoch;
});
/** Rates compared with the reports of all categories say nothing while all categories are asked about. */
export const allOfAll = computed(() => method.value?.id === "rates" && (given.value["base"] ?? "all_reports") === "all_reports" && filter.value.category.length === 0);
