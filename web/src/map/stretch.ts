// The part of the border line between two kilometres, for drawing only; the server decides what is near it.
import type { Feature } from "../api/types";

type Position = [number, number];
const RAD = Math.PI / 180;
/** Length of a short step in any unit: kilometres are shared out over a stretch in proportion. */
function length([x, y]: Position, [x2, y2]: Position): number {
  return Math.hypot((x2 - x) * Math.cos(((y + y2) / 2) * RAD), y2 - y);
}
function along(a: Position, b: Position, part: number): Position {
  return [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part];
}

/** Lines carry the kilometres of their ends; what lies between is measured along them. */
export function stretchOf(features: readonly Feature[], fromKm: number, toKm: number): Position[][] {
  const parts: Position[][] = [];
  for (const { geometry, properties } of features) {
    if (geometry.type !== "LineString" || properties["kind"] !== "line") continue;
    const [start, end] = [Number(properties["km_from"]), Number(properties["km_to"])];
    if (!(end > fromKm && start < toKm)) continue;
    const line = geometry.coordinates;
    const steps = line.slice(1).map((to, i) => length(line[i] ?? to, to));
    const perUnit = (end - start) / steps.reduce((sum, step) => sum + step, 0);
    const part: Position[] = [];
    let km = start;
    for (const [i, step] of steps.entries()) {
      const [a, b] = [line[i], line[i + 1]];
      const next = km + step * perUnit;
      if (a && b && next > fromKm && km < toKm && step > 0) {
        const share = (at: number) => Math.min(1, Math.max(0, (at - km) / (next - km)));
        if (part.length === 0) part.push(along(a, b, share(fromKm)));
        part.push(along(a, b, share(toKm)));
      }
      km = next;
    }
    if (part.length > 1) parts.push(part);
  }
  return parts;
}
