// What a kept result found, and what a later one found otherwise, in the reader's words: the server says it in keys. Pure.
import type { StudyWords } from "../i18n/study";
import { figure, notEnough } from "./study-text";

/** Names of places that findings are about. */
export interface Finder {
  words: StudyWords;
  district: (code: string) => string;
  crossing: (id: string) => string | null;
  /** The district that a cell's middle lies in, by the cell's id. */
  cells: ReadonlyMap<string, string>;
  /** A day and a distance in words. */
  day: (iso: string) => string;
  distance: (metres: number) => string;
}

/** The district of every cell that an answer names. */
export function cellsOf(answer: unknown, found = new Map<string, string>()): Map<string, string> {
  if (typeof answer !== "object" || answer === null) return found;
  const { id, district } = answer as { id?: unknown; district?: unknown };
  if (typeof id === "string" && typeof district === "string" && id.includes(":")) found.set(id, district);
  for (const part of Object.values(answer)) cellsOf(part, found);
  return found;
}

const MOST_NAMES = 3;
function place(id: string, f: Finder): string {
  if (/^\d{4}$/.test(id)) return f.district(id);
  const cell = /^\d+:(-?\d+:-?\d+)$/.exec(id)?.[1];
  const district = f.cells.get(id);
  return cell ? f.words.kept_cell(cell, district ? f.district(district) : "").trim() : id;
}

/** What a finding is about. */
export function findingKey(key: string, f: Finder): string {
  const { words } = f;
  const fixed: Record<string, string> = {
    reports: words.kept_reports, message: words.not_enough_title, highest: words.border_highest, beside: words.closure_rows.beside, "in all": words.closure_rows.all,
    "near repeat": words.methods["near-repeat"]?.[0] ?? key,
  };
  const known = fixed[key] ?? words.terms[key] ?? f.crossing(key);
  if (known) return known;
  if (key.endsWith(" %")) return words.kde_contour(key.slice(0, -2));
  const corner = /^(-?[\d.]+),(-?[\d.]+)$/.exec(key);
  if (corner && key.includes(".")) return `${words.col_number} ${corner[2]}, ${corner[1]}`;
  // Cells of one district are named once.
  const names = [...new Set(key.split(",").map((id) => place(id, f)))];
  return names.slice(0, MOST_NAMES).join(", ") + (names.length > MOST_NAMES ? ` +${names.length - MOST_NAMES}` : "");
}

/** What is said of it. */
export function findingSays(says: string, f: Finder): string {
  const { words } = f;
  const fixed: Record<string, string> = { more: words.change["more"] ?? says, fewer: words.change["fewer"] ?? says, "no clear change": words.closure_unclear };
  const known = fixed[says] ?? words.labels[says] ?? words.moran[says] ?? words.silence[says];
  if (known) return known;
  const is = (pattern: RegExp) => pattern.exec(says)?.slice(1);
  const [rank, change] = is(/^rank (\d+)(?:, (\w+))?$/) ?? [];
  if (rank) return [`${words.col_rank} ${rank}`, change && (words.change[change] ?? change)].filter(Boolean).join(", ");
  const [from, to, observed] = is(/^(\S+) to (\S+), (\d+) reports$/) ?? [];
  if (from && to && observed) return `${f.day(from)} – ${f.day(to)}, ${words.n_reports(figure(Number(observed)))}`;
  const [zone] = is(/^zone (\d+)$/) ?? [];
  if (zone) return `${words.col_rank} ${zone}`;
  const [days, metres] = is(/^(\d+) days, ([\d.]+) m$/) ?? [];
  if (days && metres) return days === "0" ? words.near_none : words.near_hot(f.distance(Number(metres)), days);
  const [km] = is(/^km (-?\d+)$/) ?? [];
  if (km) return `${words.col_km} ${km}`;
  const [points] = is(/^(\d+) points$/) ?? [];
  if (points) return `${words.col_points} ${points}`;
  const [area] = is(/^(\d+) km2$/) ?? [];
  if (area) return words.zone_area(figure(Number(area)));
  const [times] = is(/^x ([\d.]+)$/) ?? [];
  if (times) return words.reason_value(times);
  return says.startsWith("not enough") ? notEnough(says, words) : says;
}
