// Opening something by name: ask about it and bring it into view.
import type { Crossing } from "../api/types";
import { select, setArea } from "../state/view";
import { CROSSING_RADIUS_M } from "./drawing";
import { flyTo } from "./handle";

export function openCrossing(c: Crossing): void {
  const sel = { kind: "crossing", id: c.id } as const;
  if (!c.position) return select(sel);
  setArea({ kind: "crossing", id: c.id, radius_m: CROSSING_RADIUS_M }, sel);
  flyTo(c.position.lon, c.position.lat, 10);
}
