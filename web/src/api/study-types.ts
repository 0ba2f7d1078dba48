// Answers of the analysis view that the server's description does not hold yet; the generated ones take their place when it does.

/** More reports than expected in some districts on some days, told once. */
export interface Alert {
  id: string;
  places: string[];
  from: string;
  to: string;
  observed: number;
  expected: number;
  p: number;
  recurrence_days: number | null;
  seen: number;
  raised_at: string;
  last_seen_at: string;
  acknowledged_by: string | null;
  acknowledged_at: string | null;
  note: string;
}
export interface Alerts {
  alerts: Alert[];
  next: string | null;
}

/** How zones of a recipe did in the past. */
export interface Quality {
  name: string;
  n: number;
  hit_rate: number | null;
  area_share: number | null;
  pai: number | null;
  pei_star: number | null;
}
export interface Zone {
  rank: number;
  score: number;
  area_km2: number;
  /** The share of resamples in which it keeps its rank. */
  stability: number | null;
  reasons: { term: string; weight: number }[];
  cells: { id: string; district: string; corners: number[][] }[];
}
export interface Zones {
  zones: Zone[];
  /** This recipe first, then the naive ones. */
  backtest: Quality[];
}
