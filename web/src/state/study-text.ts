// What an answer says in words: its sentence, why it says nothing, its numbers. Pure, given the words it needs.
import type { StudySheet } from "../api/schema";
import { fullDate, rangeInWords, shortDate } from "../time/format";
import { parseIso, type Era } from "../time/period";
import type { StudyWords } from "../i18n/study";
import type { Lang } from "../api/types";

export interface Telling {
  words: StudyWords;
  lang: Lang;
  era: Era;
  /** What was asked for, in words: the category and the period. */
  what: string;
  when: string;
}

const thousands = (n: number) => String(Math.round(n)).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
/** A number with as many digits as tell something: 1,234 · 123 · 12.3 · 1.23 · 0.0123. */
export function figure(n: number): string {
  const size = Math.abs(n);
  const text = size >= 100 ? thousands(n) : size >= 10 ? n.toFixed(1) : size >= 1 || n === 0 ? n.toFixed(2) : n.toPrecision(2);
  return (text.includes(".") && !text.includes("e") ? text.replace(/\.?0+$/, "") : text).replace("-", "−");
}
export function probability(p: number): string {
  return p < 0.001 ? "<0.001" : p.toFixed(3);
}
export function percent(share: number): string {
  return String(Number((share * 100).toFixed(1)));
}

/** The false discovery rate of a result, where it holds one. */
function alphaOf(sheet: StudySheet): number | null {
  const result = sheet.result;
  return result && "alpha" in result ? result.alpha : null;
}
function replicatesOf(sheet: StudySheet): number | null {
  const result = sheet.result;
  return result && "replicates" in result ? result.replicates : null;
}

/** Two days as people say them, the era named once. */
export function between(first: string, last: string, lang: Lang, era: Era): string {
  const [from, to] = [parseIso(first), parseIso(last)];
  return from && to ? `${shortDate(from, lang, era)} – ${fullDate(to, lang, era)}` : `${first} – ${last}`;
}

/** n, category, period, what it ran over, and how chance was held down: what a legend must say. */
export function sentence(sheet: StudySheet, t: Telling): string {
  const { words } = t;
  const { mask, grid, steps } = sheet;
  const n = (sheet.about === "confirmed" ? words.n_confirmed : words.n_reports)(thousands(mask.n));
  const own = sheet.method === "closure" ? rangeInWords(sheet.period, t.lang, t.era) : null;
  const when = own?.from && own.to ? `${own.from} – ${own.to}` : steps ? words.steps_of(between(steps.first, steps.last, t.lang, t.era), String(steps.steps), words.values[steps.step] ?? steps.step) : t.when;
  const over = grid
    ? words.mask_cells(String(grid.cell_m / 1000), thousands(grid.cells_in_mask), String(mask.districts))
    : (sheet.unit === "point" ? words.mask_points : sheet.unit === "kilometre" ? words.mask_line : sheet.unit === "tambon" ? words.mask_tambons : words.mask_districts)(String(mask.districts));
  const alpha = alphaOf(sheet);
  const replicates = replicatesOf(sheet);
  const parts = [n, t.what, when, over];
  if (alpha !== null) parts.push(words.fdr(percent(alpha)));
  if (replicates !== null) parts.push((sheet.method === "risk-terrain" ? words.refits : words.monte_carlo)(thousands(replicates), String(sheet.run.seed ?? "–")));
  return parts.join(" · ");
}

/** What the question matched and the method could not use. */
export function leftOut(sheet: StudySheet, words: StudyWords): string | null {
  const { unlocated, undated } = sheet.counts;
  const list = [
    unlocated > 0 && words.left_unlocated(thousands(unlocated)),
    sheet.outside_mask > 0 && words.left_outside(thousands(sheet.outside_mask)),
    undated > 0 && words.left_undated(thousands(undated)),
  ].filter(Boolean);
  return list.length > 0 ? words.left(list.join(" · ")) : null;
}

/** "not enough data: at least 10 steps of time are needed, 1 were given", in the reader's words. */
export function notEnough(message: string | null, words: StudyWords): string {
  const [, needed, what, given] = /at least ([\d.]+) (.+) (?:are|is) needed, ([\d.]+) (?:were|was) given/.exec(message ?? "") ?? [];
  if (!needed || !what || !given) return message ?? "";
  return words.not_enough(words.lacking[what] ?? what, needed, given);
}

/** Why the server refuses a question that the page let through, in the reader's words; null where it has none. */
export function refusal(detail: string | null | undefined, words: StudyWords): string | null {
  const step = /there is no whole (\w+) in the period/.exec(detail ?? "")?.[1];
  if (step) return words.no_whole(words.values[step] ?? step);
  if (detail?.includes("more than a scan takes")) return words.scan_too_large;
  if (detail?.includes("nobody said how many people")) return words.population_missing;
  return detail?.endsWith(" is no study") ? words.not_built : null;
}

/** What stands in a citation: all that it takes to compute the answer again. */
export function citation(run: StudySheet["run"], link: string, words: StudyWords, hashName = words.cite_hash): string {
  const { question, epoch, seed, software, hash } = run;
  return [
    `${words.cite_question}: ${question}`,
    `${words.cite_epoch}: ${epoch}`,
    `${words.cite_seed}: ${seed ?? words.cite_no_seed}`,
    `${words.cite_software}: ${software}`,
    `${hashName}: ${hash}`,
    `${words.cite_link}: ${link}`,
  ].join("\n");
}
