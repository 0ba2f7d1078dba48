// Questions that are computed in the background, and results that were kept: what the analysis view lists of them and does with them.
import { computed, effect, signal } from "@preact/signals";
import { ApiError, address, ask, post } from "../api/client";
import type { JobBody, JobsBody, RerunBody, ResultBody, ResultsBody } from "../api/schema";
import { live } from "./data";
import { remote } from "./remote";
import { addressOf, readQuestion, type StudyQuestion } from "./study-question";
import { atFirst, formatView, parseView } from "./url";
import { step, study } from "./view";

/** The name in the address of the list of jobs and kept results, where a method has its own. */
export const LIST = "kept";
const listed = computed(() => study.value?.method === LIST);

/** How often a job that has not ended is looked at, and how many are listed. */
const LOOK_MS = 2000;
const MOST_JOBS = 20;
const PAGE = 100;

export const isOpen = ({ state }: JobBody) => state === "waiting" || state === "running";
const looked = signal(0);
export const jobs = remote<JobsBody>(
  live(() => {
    void looked.value;
    return listed.value ? `jobs?limit=${MOST_JOBS}` : null;
  }),
);
effect(() => {
  const { data, loading } = jobs.value;
  if (loading || !data?.jobs.some(isOpen)) return;
  const next = setTimeout(() => looked.value++, LOOK_MS);
  return () => clearTimeout(next);
});

/** Counts what was changed here, so that the list is asked for again. */
const changed = signal(0);
const ended = computed(() => (jobs.value.data?.jobs ?? []).filter((j) => j.result).length);
const most = signal(PAGE);
export const results = remote<ResultsBody>(
  live(() => {
    void changed.value;
    void ended.value;
    return listed.value ? `results?limit=${most.value}` : null;
  }),
);
export function moreResults(): void {
  most.value += PAGE;
}

const textOf = (q: StudyQuestion) => addressOf(q)?.split("?")[1] ?? "";

/** Has a question computed in the background, and shows the list where it stands. */
export async function askInBackground(question: StudyQuestion): Promise<void> {
  await post<JobBody>("jobs", { question: textOf(question) });
  showList();
}
/** Keeps the answer to a question under a name. */
export function keep(question: StudyQuestion, name: string): Promise<ResultBody> {
  return post<ResultBody>("results", { name, question: textOf(question) });
}
export async function askOnceMore(id: string): Promise<RerunBody> {
  const rerun = await post<RerunBody>(`results/${id}/again`, {});
  changed.value++;
  return rerun;
}
/** Ends a job or a kept result; one that is gone or over already is as well. */
async function end(path: string): Promise<void> {
  try {
    await ask(address(path), { method: "DELETE" });
  } catch (cause) {
    if (!(cause instanceof ApiError && [404, 409].includes(cause.problem.status))) throw cause;
  }
  looked.value++;
  changed.value++;
}
export const cancel = (id: string) => end(`jobs/${id}`);
export const forget = (id: string) => end(`results/${id}`);

export function showList(): void {
  step({ study: { method: LIST, set: {} }, sel: null });
}
const viewOf = (id: string, q: StudyQuestion) => ({
  filter: q.filter, area: q.area, asof: q.asof, sel: null, study: { method: q.method.id, set: { ...q.set, kept: id } },
});
/** Shows a kept answer, its question beside it. */
export function openResult(id: string, question: StudyQuestion): void {
  step(viewOf(id, question));
}
/** What brings somebody else to a kept answer; nothing where this page cannot show it. */
export function linkTo({ id, question }: ResultBody): string | null {
  const q = readQuestion(question);
  if (!q) return null;
  const plain = parseView("");
  return location.origin + location.pathname + formatView({ ...plain, ...viewOf(id, q), overlays: atFirst({ method: q.method.id, set: {} }) }, null);
}
