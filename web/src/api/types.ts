// The shapes the server's HTTP API answers with, as the page reads them.

export type Lang = "th" | "en" | "lo" | "km";
/** Names in up to four languages; only Thai and English are certain. */
export type Names = { th: string; en: string } & Partial<Record<Lang, string>>;

export interface Term {
  code: string;
  names: Names;
}
export interface CategoryTerm extends Term {
  parent: string | null;
  core: boolean;
}
/** Lists of words; those that the server does not send are said in the page's own. */
export interface Vocabulary {
  categories: CategoryTerm[];
  statuses: Term[];
  channels: Term[];
  agencies: Term[];
  precisions?: Term[];
  crossing_kinds?: Term[];
  crossing_statuses?: Term[];
}

export interface Status {
  product: string;
  version: string;
  epoch: number;
  reports: number;
  samples: boolean;
  boundaries: string;
  attribution: string[];
}

export interface Target {
  basis: string;
  verified: boolean;
  valid_from: string;
  valid_to: string | null;
}
export interface District {
  code: string;
  names: Names;
  province: Term | null;
  borders: string[];
  border_district: boolean;
  target: Target | null;
  opposite: string | null;
  lon: number;
  lat: number;
}
export interface Districts {
  generation: string;
  districts: District[];
}

export type CrossingStatusValue = "open" | "restricted" | "humanitarian_only" | "closed" | "unknown";
export interface CrossingHistory {
  from: string | null;
  to: string | null;
  status: CrossingStatusValue;
  hours: string | null;
  days: string | null;
  authority: string | null;
  order_ref: string | null;
  note: string | null;
  source: string | null;
}
export interface Crossing {
  id: string;
  names: Names;
  kind: string;
  border: "TH-LA" | "TH-KH";
  district: string;
  opposite: { name: string | null; district: string | null; province: string | null } | null;
  position: { lon: number; lat: number; basis: "sourced" | "snapped_anchor" | "recalled"; verified: boolean } | null;
  status: {
    value: CrossingStatusValue;
    as_of: string | null;
    hours: string | null;
    note: string | null;
    source: string | null;
  };
  history: CrossingHistory[];
}
export interface Crossings {
  total: number;
  located: number;
  crossings: Crossing[];
}

/** How many reports an answer is about, and how many it could not place or date. */
export interface Counts {
  matched: number;
  points: number;
  area_only: number;
  unlocated: number;
  undated: number;
}
export interface Group {
  key: string | null;
  count: number;
}
export interface CountAnswer {
  counts: Counts;
  group_by: string | null;
  groups: Group[];
}

export interface ReportProperties {
  source_id: string | null;
  observed: string | null;
  observed_precision: "time" | "day" | null;
  category: string;
  subtype: string | null;
  status: string;
  channel: string;
  precision: string;
  district: string | null;
  tambon: string | null;
  province: string | null;
  country: string | null;
  in_target: boolean;
  place_text: string | null;
  summary: string | null;
  quantity: string | null;
  agency: string | null;
  source_url: string | null;
  source_title: string | null;
  synthetic: boolean;
}
export interface ReportFeature {
  type: "Feature";
  id: string;
  geometry: { type: "Point"; coordinates: [number, number] } | null;
  properties: ReportProperties;
}
export interface ReportPage {
  type: "FeatureCollection";
  numberMatched: number;
  numberReturned: number;
  counts: Counts;
  next: string | null;
  features: ReportFeature[];
}

export type HotspotClass = "hot99" | "hot95" | "hot90" | "none" | "cold90" | "cold95" | "cold99";
export interface HotspotRow {
  district: string;
  count: number;
  z: number;
  p: number;
  class: HotspotClass;
  neighbours: number;
}
export interface Hotspots {
  method: string;
  unit: string;
  mask: { name: string };
  weights: string;
  fdr: { p90: number | null; p95: number | null; p99: number | null };
  period: { from: string | null; to: string | null; first: string | null; last: string | null };
  counts: Counts;
  enough: boolean;
  message: string | null;
  outside_mask: number;
  districts: HotspotRow[];
}

export interface PlaceAnswer {
  lon: number;
  lat: number;
  country: "TH" | "LA" | "KH" | null;
  district: Term | null;
  routed_to: Term | null;
  province: Term | null;
  method: string;
  edge_distance_m: number | null;
  in_target: boolean;
  doubt: { reason: string; second_choice: Term | null } | null;
  crossing: { id: string; names: Names | null; distance_m: number; of_located: number } | null;
  border: { border: string; km: number; distance_m: number; bank: string } | null;
  mgrs: string | null;
}

export interface Problem {
  status: number;
  code: string;
  detail?: string;
  parameter?: string | null;
  value?: string | null;
  request_id?: string;
}

export interface Feature<G = Geometry, P = Record<string, unknown>> {
  type: "Feature";
  id?: string | number;
  geometry: G;
  properties: P;
}
export type Geometry =
  | { type: "Point"; coordinates: [number, number] }
  | { type: "LineString"; coordinates: [number, number][] }
  | { type: "MultiLineString"; coordinates: [number, number][][] }
  | { type: "Polygon"; coordinates: [number, number][][] }
  | { type: "MultiPolygon"; coordinates: [number, number][][][] };
export interface FeatureCollection {
  type: "FeatureCollection";
  features: Feature[];
}
export const EMPTY: FeatureCollection = { type: "FeatureCollection", features: [] };
