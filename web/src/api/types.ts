// The API's shapes as the page reads them: the generated ones, with closed lists of values where the page depends on them.
import type {
  BasemapBody, BasemapsBody, CountBody, CountFields, CrossingBody, CrossingsBody, DistrictBody, DistrictsBody, EntryBody,
  GeocodedBody, HotspotCellFields, HotspotCellSheet, HotspotFields, HotspotSheet, LastStatusBody, MomentBody, NamedBody, PlaceBody, PositionBody, ProblemBody,
  ReportCollection_ReportFields as ReportCollection, ReportFeature_ReportFields as ReportFeatureBody, RiskPointCollection, RiskPointFields, StatusBody, StatusEntryBody,
  SessionBody, VocabularyBody,
} from "./schema";

/** `T` with some fields said more exactly. */
type Exactly<T, Fields> = Omit<T, keyof Fields> & Fields;

export type Lang = "th" | "en" | "lo" | "km";
/** Names in up to four languages; only Thai and English are certain, and places have no others. */
export type Names = { th: string; en: string } & Partial<Record<Lang, string | null>>;
export type Term = Exactly<NamedBody, { names: Names }>;
export type CategoryTerm = EntryBody;

/** Lists of words; those that the server does not send are said in the page's own. */
export type Vocabulary = VocabularyBody & Partial<Record<"precisions" | "crossing_kinds" | "crossing_statuses" | "risk_point_kinds", Term[]>>;
export type Status = StatusBody;
export type District = DistrictBody;
export type Districts = DistrictsBody;

export type CrossingStatusValue = "open" | "restricted" | "humanitarian_only" | "closed" | "unknown";
export type CrossingHistory = Exactly<StatusEntryBody, { status: CrossingStatusValue }>;
export type Position = Exactly<PositionBody, { basis: "sourced" | "snapped_anchor" | "recalled" }>;
export type Crossing = Exactly<
  CrossingBody,
  { position: Position | null; status: Exactly<LastStatusBody, { value: CrossingStatusValue }>; history: CrossingHistory[] }
>;
export type Crossings = Exactly<CrossingsBody, { crossings: Crossing[] }>;

export type Counts = CountFields;
export type CountAnswer = CountBody;
export type Group = CountAnswer["groups"][number];

export type ReportProperties = Exactly<ReportFeatureBody["properties"], { observed_precision: "time" | "day" | null }>;
export interface ReportFeature {
  type: "Feature";
  id: string;
  geometry: { type: "Point"; coordinates: [number, number] } | null;
  properties: ReportProperties;
}
export type ReportPage = Exactly<ReportCollection, { features: ReportFeature[] }>;

export type HotspotClass = "hot99" | "hot95" | "hot90" | "none" | "cold90" | "cold95" | "cold99";
export type HotspotRow = Exactly<HotspotFields, { class: HotspotClass }>;
export type Hotspots = Exactly<HotspotSheet, { districts: HotspotRow[] }>;

export type HotspotCell = Exactly<HotspotCellFields, { class: HotspotClass | "not_tested" }>;
export type CellHotspots = Exactly<HotspotCellSheet, { cells: HotspotCell[] }>;

export interface RiskPoint {
  type: "Feature";
  id: string;
  geometry: { type: "Point"; coordinates: [number, number] };
  properties: RiskPointFields;
}
export type RiskPage = Exactly<RiskPointCollection, { features: RiskPoint[] }>;

export type Basemap = Exactly<BasemapBody, { kind: "raster" | "vector"; title: Names }>;
export type Basemaps = Exactly<BasemapsBody, { basemaps: Basemap[] }>;
/** A drawn area as the server gives it back. */
export type SavedShape = Feature<PolygonGeometry, { vertices: number; area_km2: number }>;
export type Moment = MomentBody;

export type PlaceAnswer = PlaceBody;
export type Geocoded = GeocodedBody;
export type Session = Exactly<SessionBody, { kind: "session" | "token" | "kiosk"; rights: Right[]; rights_with_second_factor: Right[] }>;
/** What a role may be allowed to do, as far as the page asks. */
export type Right =
  | "see_counts" | "see_reports" | "see_texts" | "see_risk_points" | "export" | "analyse" | "acknowledge_alerts" | "file_reports" | "manage_accounts";

/** A problem as the server says it, or as the page does when no answer came. */
export type Problem = Pick<ProblemBody, "status"> & { code: string } & Partial<Pick<ProblemBody, "detail" | "parameter" | "request_id">> & {
  /** After how many seconds one may try again, where the server says so. */
  retry_after_s?: number;
};

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
export type PolygonGeometry = Extract<Geometry, { type: "Polygon" | "MultiPolygon" }>;
export interface FeatureCollection {
  type: "FeatureCollection";
  features: Feature[];
}
export const EMPTY: FeatureCollection = { type: "FeatureCollection", features: [] };
