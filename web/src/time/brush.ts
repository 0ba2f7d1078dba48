// The arithmetic of the time line: equal bars between edges, and a period moved along them bar by bar.
import { addDays, addMonths, iso, lastDay, firstDay, parseIso, type CivilDate, type Range } from "./period";

export type Unit = "month" | "day";
export interface TimeLine {
  unit: Unit;
  /** Where bars begin, ISO dates; one more than there are bars. */
  edges: readonly string[];
  counts: readonly number[];
  /** Reports before the first bar. */
  earlier: number;
  /** Whether its ends stand for no bound; those of a window of days are days like others. */
  open: boolean;
}

/** How far back the line goes by itself; what lies before is counted as earlier. */
const USUAL_BARS = 120;
/** How far back an earlier period stretches it: more bars could not be read. */
const MOST_BARS = 360;
/** Fewer bars would not look like time. */
const LEAST_BARS = 12;
/** Below this length a period can be shown by day. */
export const MOST_DAYS = 92;
/** How far beyond today an open end of the chosen period stretches the line, in bars. */
const MOST_AHEAD = 24;

const DAY_MS = 86_400_000;
const dayNumber = (date: CivilDate) => Date.UTC(date.year, date.month - 1, date.day) / DAY_MS;
export function daysBetween(from: CivilDate, to: CivilDate): number {
  return dayNumber(to) - dayNumber(from);
}

function next(date: CivilDate, unit: Unit, by = 1): CivilDate {
  return unit === "month" ? addMonths(date, by) : addDays(date, by);
}
function begin(date: CivilDate, unit: Unit): CivilDate {
  return unit === "month" ? { ...date, day: 1 } : date;
}
/** The later of two days; ISO texts sort as days do. */
const later = (a: CivilDate, b: CivilDate | null) => (b && iso(b) > iso(a) ? b : a);
const earlierOf = (a: CivilDate, b: CivilDate | null) => (b && iso(b) < iso(a) ? b : a);

/**
 * Bars from the first report (ten years ago at most, or the chosen period's start) through today, empty ones included; `window` shows
 * just these days instead. Groups are the API's, with keys like `2025-07` or `2025-07-23`.
 */
export function timeLine(
  groups: readonly { key: string | null; count: number }[], unit: Unit, range: Range, today: CivilDate, window: Range | null = null,
): TimeLine {
  const counts = new Map<string, number>();
  for (const { key, count } of groups) if (key !== null) counts.set(key, count);
  const keys = [...counts.keys()].toSorted();
  const first = earlierOf(next(today, unit, 1 - LEAST_BARS), parseIso(keys[0] ?? ""));
  const ahead = next(begin(today, unit), unit, MOST_AHEAD);
  const last = earlierOf(later(later(today, parseIso(keys.at(-1) ?? "")), lastDay(range.to)), later(ahead, parseIso(keys.at(-1) ?? "")));
  const end = next(begin(window?.to ? (lastDay(window.to) ?? last) : last, unit), unit);
  let at = begin(window?.from ? (firstDay(window.from) ?? first) : earlierOf(first, firstDay(range.from)), unit);
  const usual = earlierOf(next(end, unit, -USUAL_BARS), firstDay(range.from));
  const limit = later(begin(usual, unit), next(end, unit, -MOST_BARS));
  if (iso(limit) > iso(at)) at = limit;
  const edges: string[] = [];
  for (; iso(at) < iso(end); at = next(at, unit)) edges.push(iso(at));
  const keyOf = (edge: string) => (unit === "month" ? edge.slice(0, 7) : edge);
  const bars = edges.map((edge) => counts.get(keyOf(edge)) ?? 0);
  const before = keyOf(edges[0] ?? "");
  const earlier = keys.filter((key) => key < before).reduce((sum, key) => sum + (counts.get(key) ?? 0), 0);
  return { unit, edges: [...edges, iso(end)], counts: bars, earlier, open: window === null };
}

/** The days around a short period, so that its bars keep some surroundings. */
export function windowAround(range: Range, today: CivilDate): Range | null {
  const start = firstDay(range.from);
  const last = lastDay(range.to) ?? today;
  if (!start) return null;
  const length = daysBetween(start, last) + 1;
  if (length > MOST_DAYS || length < 1) return null;
  const room = Math.max(7, Math.floor((MOST_DAYS - length) / 2));
  return { from: iso(addDays(start, -room)), to: iso(addDays(last, room + 1)) };
}
/** Whether a period lies within a window of days. */
export function holds(window: Range, range: Range): boolean {
  return Boolean(window.from && window.to && range.from && window.from <= range.from && (range.to ?? window.to) <= window.to);
}

/** Where a bound stands on the line, from 0 to the number of bars; an open bound stands at its end. */
export function positionOf(line: TimeLine, bound: "from" | "to", range: Range): number {
  const bars = line.counts.length;
  const date = bound === "from" ? firstDay(range.from) : firstDay(range.to);
  if (!date) return bound === "from" ? 0 : bars;
  const text = iso(date);
  const after = line.edges.findIndex((edge) => edge > text);
  if (after === 0) return 0;
  const [a, b] = [parseIso(line.edges[after - 1] ?? ""), parseIso(line.edges[after] ?? "")];
  if (after < 0 || !a || !b) return bars;
  return after - 1 + daysBetween(a, date) / daysBetween(a, b);
}

function boundAt(line: TimeLine, edge: number): string | null {
  const outer = edge === 0 || edge === line.counts.length;
  return line.open && outer ? null : (line.edges[edge] ?? null);
}

/** The period from one edge to another; the ends of an open line leave it open, and edges in the wrong order are turned. */
export function periodBetween(line: TimeLine, a: number, b: number): Range {
  const bars = line.counts.length;
  const edge = (i: number) => Math.min(bars, Math.max(0, Math.round(i)));
  const [from, to] = [edge(Math.min(a, b)), edge(Math.max(a, b))];
  return { from: boundAt(line, from), to: boundAt(line, to) };
}

/** Moves one bound by some bars, never past the other: at least one bar stays chosen. */
export function moved(line: TimeLine, range: Range, bound: "from" | "to", by: number): Range {
  const bars = line.counts.length;
  const [from, to] = [positionOf(line, "from", range), positionOf(line, "to", range)];
  const at = bound === "from" ? from : to;
  // A bound between two edges first goes to the next one.
  const target = by > 0 ? Math.floor(at) + by : Math.ceil(at) + by;
  if (bound === "from") {
    return { ...range, from: boundAt(line, Math.max(0, Math.min(target, Math.ceil(to) - 1))) };
  }
  return { ...range, to: boundAt(line, Math.min(bars, Math.max(target, Math.floor(from) + 1))) };
}
