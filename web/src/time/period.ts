// Civil dates at Asia/Bangkok, Buddhist and Common eras, Thai fiscal years and the time presets; never local time.

export type Era = "be" | "ce";
export interface CivilDate {
  /** Common Era year. */
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
}
/** Half-open range of ISO dates, as the API's `from` and `to`. */
export interface Range {
  from: string | null;
  to: string | null;
}
export type Preset = "all" | "this_fiscal" | "last_fiscal" | "last12" | "last30";
export const PRESETS: readonly Preset[] = ["all", "this_fiscal", "last_fiscal", "last12", "last30"];

/** Buddhist era = Common Era + 543. */
export const BE_OFFSET = 543;
const BANGKOK_MS = 7 * 3600 * 1000;
const DAY_MS = 86_400_000;

function utc(date: CivilDate): number {
  return Date.UTC(date.year, date.month - 1, date.day);
}
function fromUtc(ms: number): CivilDate {
  const d = new Date(ms);
  return { year: d.getUTCFullYear(), month: d.getUTCMonth() + 1, day: d.getUTCDate() };
}

export function isValid(date: CivilDate): boolean {
  const back = fromUtc(utc(date));
  return back.year === date.year && back.month === date.month && back.day === date.day;
}

export function iso(date: CivilDate): string {
  const pad = (n: number) => String(n).padStart(2, "0");
  return `${date.year}-${pad(date.month)}-${pad(date.day)}`;
}

/** Reads `2025-10-01` or `2025-10` (first day); anything else is null. */
export function parseIso(text: string): CivilDate | null {
  const match = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/.exec(text);
  if (!match) return null;
  const date = { year: Number(match[1]), month: Number(match[2]), day: Number(match[3] ?? "1") };
  return isValid(date) ? date : null;
}

/** The Bangkok date of a UTC instant. */
export function bangkokDate(instant: Date | string): CivilDate {
  return fromUtc(new Date(instant).getTime() + BANGKOK_MS);
}

/** The Bangkok clock of a UTC instant, `14:30`. */
export function bangkokClock(instant: Date | string): string {
  return new Date(new Date(instant).getTime() + BANGKOK_MS).toISOString().slice(11, 16);
}

export function addDays(date: CivilDate, days: number): CivilDate {
  return fromUtc(utc(date) + days * DAY_MS);
}

/** The Bangkok day of the instant some ms from a bound of a range: an ISO date or month (at Bangkok) or a UTC instant. */
function dayAt(bound: string, ms: number): CivilDate | null {
  const date = parseIso(bound);
  const instant = date ? utc(date) - BANGKOK_MS : bound.includes("T") ? Date.parse(bound) : Number.NaN;
  return Number.isNaN(instant) ? null : bangkokDate(new Date(instant + ms));
}
/** The first day of a range that begins at `from`. */
export const firstDay = (from: string | null) => (from ? dayAt(from, 0) : null);
/** The last day of a range that ends before `to`. */
export const lastDay = (to: string | null) => (to ? dayAt(to, -1) : null);

/** The same day some months away, or that month's last day where it is shorter. */
export function addMonths(date: CivilDate, months: number): CivilDate {
  const index = date.year * 12 + date.month - 1 + months;
  const year = Math.floor(index / 12);
  const month = (index % 12) + 1;
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return { year, month, day: Math.min(date.day, last) };
}

export function yearIn(date: CivilDate, era: Era): number {
  return era === "be" ? date.year + BE_OFFSET : date.year;
}

/** Thai fiscal year (Buddhist era): FY N runs 1 Oct N-1 to 30 Sep N. */
export function fiscalYear(date: CivilDate): number {
  return date.year + BE_OFFSET + (date.month >= 10 ? 1 : 0);
}

/** Fiscal quarter: Oct-Dec is 1, Jan-Mar 2, Apr-Jun 3, Jul-Sep 4. */
export function fiscalQuarter(date: CivilDate): number {
  return (Math.floor((date.month - 1) / 3) + 1) % 4 + 1;
}

export function fiscalRange(yearBe: number): { from: string; to: string } {
  const end = yearBe - BE_OFFSET;
  return { from: `${end - 1}-10-01`, to: `${end}-10-01` };
}

/** A quarter, 1 to 4, of a fiscal year (Buddhist era): quarter 1 begins on 1 October of the year before. */
export function quarterRange(yearBe: number, quarter: number): { from: string; to: string } {
  const start = { year: yearBe - BE_OFFSET - 1, month: 10, day: 1 };
  return { from: iso(addMonths(start, (quarter - 1) * 3)), to: iso(addMonths(start, quarter * 3)) };
}
/** The fiscal quarter that a range is, if it is one. */
export function quarterOf(range: Range): { year: number; quarter: number } | null {
  const start = range.from ? parseIso(range.from) : null;
  if (!start) return null;
  const found = { year: fiscalYear(start), quarter: fiscalQuarter(start) };
  const whole = quarterRange(found.year, found.quarter);
  return whole.from === range.from && whole.to === range.to ? found : null;
}

export function presetRange(preset: Preset, today: CivilDate): Range {
  const tomorrow = iso(addDays(today, 1));
  switch (preset) {
    case "all":
      return { from: null, to: null };
    case "this_fiscal":
      return fiscalRange(fiscalYear(today));
    case "last_fiscal":
      return fiscalRange(fiscalYear(today) - 1);
    case "last12":
      return { from: iso(addDays(addMonths(today, -12), 1)), to: tomorrow };
    case "last30":
      return { from: iso(addDays(today, -29)), to: tomorrow };
  }
}

export function presetOf(range: Range, today: CivilDate): Preset | null {
  return (
    PRESETS.find((preset) => {
      const r = presetRange(preset, today);
      return r.from === range.from && r.to === range.to;
    }) ?? null
  );
}

/** Replaces Thai digits by Western ones. */
export function westernDigits(text: string): string {
  return text.replace(/[๐-๙]/g, (d) => String(d.charCodeAt(0) - 0x0e50));
}

export type YearError = "not_a_year" | "looks_ce" | "looks_be";

/** Reads a year typed in an era; a year that belongs to the other era is refused, not guessed. */
export function readYear(text: string, era: Era): { year: number } | { error: YearError } {
  const digits = westernDigits(text.trim());
  if (!/^(\d{2}|\d{4})$/.test(digits)) return { error: "not_a_year" };
  let value = Number(digits);
  if (digits.length === 2) value += era === "be" ? 2500 : 2000;
  if (era === "be") {
    if (value >= 1900 && value <= 2100) return { error: "looks_ce" };
    return { year: value - BE_OFFSET };
  }
  if (value >= 2400 && value <= 2700) return { error: "looks_be" };
  return { year: value };
}
