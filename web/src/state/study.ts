// The answer to the analysis view's question: asked when the question changes, given up when it does, never asked anew by itself.
import { computed, effect, signal } from "@preact/signals";
import { ApiError, get } from "../api/client";
import type { ResultBody, StudyResult, StudySheet } from "../api/schema";
import { contacted, epoch } from "./freshness";
import { attempt } from "./remote";
import { methodOf, unusual } from "./study-methods";
import { addressOf, readQuestion, sameQuestion, type StudyQuestion } from "./study-question";
import { adjust, area, asof, filter, study } from "./view";

export const method = computed(() => methodOf(study.value?.method ?? ""));
/** The settings that the address gives and the method knows. */
export const given = computed(() => (method.value ? unusual(method.value, study.value?.set ?? {}) : {}));

/** The question's area does not narrow this method, and there is one. */
export const areaIgnored = computed(() => method.value?.area === "whole" && area.value !== null);
/** The area narrows what is shown, and not what it was computed from. */
export const areaShown = computed(() => method.value?.area === "shown" && area.value !== null);
/** What is asked; null where no method is chosen. */
export const question = computed<StudyQuestion | null>(() =>
  method.value && { method: method.value, set: given.value, filter: filter.value, area: area.value, asof: asof.value },
);
/** What a study is asked by; null where none is chosen, or something is lacking. */
export const path = computed(() => question.value && addressOf(question.value));
/** The kept result that the address names, to be shown as it was. */
export const kept = computed(() => {
  const id = study.value?.set["kept"] ?? "";
  return path.value !== null && /^[0-9a-f-]{36}$/.test(id) ? id : null;
});
/** Asks the same of today's data. */
export function leaveKept(): void {
  if (method.value) adjust({ study: { method: method.value.id, set: given.value } });
}

export interface Answer {
  sheet: StudySheet | null;
  /** The kept result that the sheet is the answer of. */
  kept: ResultBody | null;
  error: ApiError | null;
  /** When the asking began; null when nothing is being asked. */
  since: number | null;
  /** Somebody gave it up. */
  stopped: boolean;
}
const NOTHING: Answer = { sheet: null, kept: null, error: null, since: null, stopped: false };
export const answer = signal<Answer>(NOTHING);
const again = signal(0);
let asking: AbortController | null = null;

effect(() => {
  void attempt.value;
  void again.value;
  const [wanted, id] = [path.value, kept.value];
  asking?.abort();
  asking = null;
  if (wanted === null || !contacted.value) {
    answer.value = NOTHING;
    return;
  }
  const abort = new AbortController();
  asking = abort;
  answer.value = { ...NOTHING, since: Date.now() };
  const [sheet, result] = id
    ? [get<StudySheet>(`results/${id}/answer`, abort.signal), get<ResultBody>(`results/${id}`, abort.signal)]
    : [get<StudySheet>(wanted, abort.signal), null];
  Promise.all([sheet, result]).then(
    ([found, from]) => {
      if (abort.signal.aborted) return;
      const [asked, keptOf] = [question.peek(), from && readQuestion(from.question)];
      // Something else is asked by now than what was kept.
      if (from && asked && !(keptOf && sameQuestion(asked, keptOf))) leaveKept();
      else answer.value = { ...NOTHING, sheet: found, kept: from };
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
  if (kept.value) leaveKept();
  else again.value++;
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
