// The scales of the strip along the border: kilometres down the page as the border runs, values to the right. Pure.
import type { ProfilePointFields } from "../api/schema";

export interface Strip {
  /** Pixels from top to bottom. */
  height: number;
  first: number;
  last: number;
  /** The end of the value axis, a round number. */
  top: number;
  y: (km: number) => number;
  x: (value: number) => number;
  kmAt: (y: number) => number;
  /** Runs of kilometres without a gap: the profile is drawn over each alone, for what lies between was not observed. */
  runs: ProfilePointFields[][];
}

const PX_PER_KM = 0.55;
/** Points further apart than this have unobserved line between them. */
const GAP_KM = 2.5;

/** The smallest round number that is not below a value. */
export function roundTop(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const times = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((n) => n * power >= value * (1 - 1e-9)) ?? 10;
  return Number((times * power).toPrecision(2));
}

export function stripOf(points: readonly ProfilePointFields[], width: number): Strip {
  const sorted = points.toSorted((a, b) => a.km - b.km);
  const first = Math.floor(sorted[0]?.km ?? 0);
  const last = Math.ceil(sorted.at(-1)?.km ?? 1);
  const top = roundTop(Math.max(0, ...sorted.map((p) => p.per_km)));
  const runs: ProfilePointFields[][] = [];
  for (const point of sorted) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    if (run && before && point.km - before.km <= GAP_KM) run.push(point);
    else runs.push([point]);
  }
  return {
    height: Math.max(60, (last - first) * PX_PER_KM),
    first,
    last,
    top,
    y: (km) => (km - first) * PX_PER_KM,
    x: (value) => (width * value) / top,
    kmAt: (y) => Math.min(last, Math.max(first, first + y / PX_PER_KM)),
    runs,
  };
}

/** The observed kilometre nearest to one; null where there is none. */
export function nearestPoint(points: readonly ProfilePointFields[], km: number): ProfilePointFields | null {
  let best: ProfilePointFields | null = null;
  for (const p of points) if (!best || Math.abs(p.km - km) < Math.abs(best.km - km)) best = p;
  return best;
}

/** The highest kilometres that stand alone: none of two lies within `apart` kilometres of the other. */
export function peaks(points: readonly ProfilePointFields[], most: number, apart: number): ProfilePointFields[] {
  const found: ProfilePointFields[] = [];
  for (const p of points.toSorted((a, b) => b.per_km - a.per_km || a.km - b.km)) {
    if (found.length === most) break;
    if (p.per_km > 0 && found.every((other) => Math.abs(other.km - p.km) > apart)) found.push(p);
  }
  return found;
}

/** Which labels fit under each other, at their own heights; those that do not are left out. */
export function fitting<T>(labels: readonly T[], at: (label: T) => number, space: number): T[] {
  const kept: T[] = [];
  let free = Number.NEGATIVE_INFINITY;
  for (const label of labels.toSorted((a, b) => at(a) - at(b))) {
    if (at(label) < free) continue;
    kept.push(label);
    free = at(label) + space;
  }
  return kept;
}
