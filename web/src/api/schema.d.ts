// Made by `npm run api:types` from the server's OpenAPI document; not edited by hand.

/** More reports than expected in some districts on some days. */
export interface AlertBody {
  acknowledged_at: string | null;
  /** Who has taken note of it. */
  acknowledged_by: string | null;
  /** Reports expected in it, as the last run found. */
  expected: number;
  /** Its first day. */
  from: string;
  id: string;
  last_seen_at: string;
  /** What he says of it; empty when nothing. */
  note: string;
  /** Reports in it, as the last run found. */
  observed: number;
  /** How often chance alone does as much, as the last run found. */
  p: number;
  /** Codes of its districts, in order. */
  places: string[];
  raised_at: string;
  /** After how many days of runs chance alone does as much once. */
  recurrence_days: number | null;
  /** The id of the result that found it last. */
  result: string;
  /** How many runs have found it. */
  seen: number;
  /** The question it belongs to. */
  series: string;
  /** How unlikely it is, as the last run found. */
  statistic: number;
  /** Its last day so far. */
  to: string;
}

/** Alerts. */
export interface AlertsBody {
  /** Those raised last first. */
  alerts: AlertBody[];
  /** What to give as `cursor` for the next page; nothing at the end. */
  next: string | null;
}

/** Another place that a text may point to. */
export interface AlternativeBody {
  district: string | null;
  label: string;
  precision: string;
}

/** One background map. */
export interface BasemapBody {
  /** Whom to name on the map, in plain text. */
  attribution: string;
  id: string;
  /** `raster` or `vector`. */
  kind: string;
  /** The layers of vector tiles, where they are known. */
  layers: string[];
  licence: string;
  max_zoom: number;
  min_zoom: number;
  /** The side of a picture in pixels. */
  tile_size: number;
  /** The address of a tile with `{z}`, `{x}` and `{y}`: a path here, or an address elsewhere. */
  tiles: string;
  title: TitleBody;
}

/** The operator's background maps. */
export interface BasemapsBody {
  basemaps: BasemapBody[];
}

/** Where a point stands to the border line. */
export interface BorderBody {
  /** The bank it lies on, a country code. */
  bank: string;
  /** `TH-LA` or `TH-KH`. */
  border: string;
  distance_m: number;
  /** Kilometre from the north, Thai-Lao then on along Thai-Cambodian. */
  km: number;
}

/** What went wrong, for programs; stable names. */
export type Code = "invalid_parameter" | "unknown_parameter" | "invalid_body" | "not_found" | "too_late" | "method_not_allowed" | "payload_too_large" | "timeout" | "wrong_host" | "database_unavailable" | "internal";

/** Counts, in all and by group. */
export interface CountBody {
  counts: CountFields;
  /** What the groups are. */
  group_by: string | null;
  /** Most frequent first; reports without the field come last, under a null key. */
  groups: GroupBody[];
}

/** What goes with every answer over reports. */
export interface CountFields {
  /** Of these, placed only by tambon, district or province. */
  area_only: number;
  /** Reports the answer is about. */
  matched: number;
  /** Of these, placed by a point. */
  points: number;
  /** Reports that pass every other filter and drop out of a time question for want of a date. */
  undated: number;
  /** Reports that pass every other filter and cannot be placed by this kind of area. Without an area they are among the matched: points + `area_only` + unlocated = matched. */
  unlocated: number;
}

/** One crossing. */
export interface CrossingBody {
  /** `TH-LA` or `TH-KH`. */
  border: string;
  district: string;
  /** All that is documented, oldest first. */
  history: StatusEntryBody[];
  id: string;
  /** `permanent`, `temporary`, `trade`, `tourism` or `natural_route`. */
  kind: string;
  names: NamesBody;
  opposite: OppositeBody;
  position: PositionBody | null;
  /** The last status documented; what holds today is not known. */
  status: LastStatusBody;
}

/** All crossings, with and without a position. */
export interface CrossingsBody {
  crossings: CrossingBody[];
  /** How many have a position. */
  located: number;
  total: number;
}

/** One district. */
export interface DistrictBody {
  /** Whether it touches a border: the mask of hotspots. */
  border_district: boolean;
  /** `LA`, `KH`, both, or none. */
  borders: string[];
  code: string;
  lat: number;
  /** A point inside it. */
  lon: number;
  names: NamesBody;
  /** Districts across the border, in words. */
  opposite: string;
  province: NamedBody | null;
  target: TargetBody | null;
}

/** The districts that the map shows. */
export interface DistrictsBody {
  districts: DistrictBody[];
  /** The boundary generation. */
  generation: string;
}

/** Why the district should be looked at again. */
export interface DoubtBody {
  /** `near_edge` or `line_disagrees`. */
  reason: string;
  second_choice: NamedBody | null;
}

/** One entry of a vocabulary. */
export interface EntryBody {
  code: string;
  /** Whether it belongs to the core threats. */
  core: boolean;
  names: NamesBody;
  /** Code of the entry above. */
  parent: string | null;
}

/** The lines that p-values must not exceed at a false discovery rate of 10, 5 and 1 %; null where none passes. */
export interface FdrFields {
  /** At 10 %. */
  p90: number | null;
  /** At 5 %. */
  p95: number | null;
  /** At 1 %. */
  p99: number | null;
}

/** One thing that was found. */
export interface FindingBody {
  /** What it is about. */
  key: string;
  /** What is said of it. */
  says: string;
}

/** What a re-run found otherwise. */
export interface FindingChangesBody {
  /** What only the earlier result found. */
  gone: FindingBody[];
  /** What only the re-run found. */
  new: FindingBody[];
  /** What both found, and say otherwise. */
  other: OtherFindingBody[];
}

/** A place in words. */
export interface GeocodeBody {
  amphoe: string | null;
  place_text: string;
  province: string | null;
  tambon: string | null;
}

/** What a text points to. */
export interface GeocodedBody {
  alternatives: AlternativeBody[];
  confidence: string;
  district: NamedBody | null;
  lat: number | null;
  lon: number | null;
  method: string;
  precision: string;
  province: NamedBody | null;
  tambon: NamedBody | null;
  /** What was doubted, or why it cannot be told. */
  why: string;
}

/** Of which grid cells are, and which of them are shown. */
export interface GridFields {
  /** The side of a cell in metres. */
  cell_m: number;
  /** Cells of the mask: those whose centre lies in one of its districts. */
  cells_in_mask: number;
  /** Whether cells without a report count in n, mean and deviation. */
  empty_cells: string;
  /** The projection in whose plane the cells are squares. */
  name: string;
  /** The same for PROJ, QGIS and PostGIS. */
  proj: string;
  /** Which cells of the mask are in the answer. */
  shown: string;
}

/** One group of a count. */
export interface GroupBody {
  count: number;
  key: string | null;
}

/** Who handles a report. */
export interface HandledByFields {
  /** Code of the district or province. */
  code: string | null;
  /** `district`, `province` or `centre`. */
  level: string;
}

/** Hotspots: by cell when a cell size was given, else by district. */
export type HotspotBody = HotspotSheet | HotspotCellSheet;

/** One cell of a hotspot map. */
export interface HotspotCellFields {
  /** `hot99` to `cold99`, `none`: not significant, or `not_tested`: not enough reports. */
  class: string;
  /** Longitude and latitude of its corners: south-west, south-east, north-east, north-west. */
  corners: number[][];
  /** Matching reports with a point in it. */
  count: number;
  /** Code of the district that its centre lies in. */
  district: string;
  /** Size, column and row: `5000:12:-7`. The same square has the same id for ever. */
  id: string;
  /** Cells of the mask that touch it, 0 to 8. */
  neighbours: number;
  /** Two-sided p-value. */
  p: number | null;
  /** Standard score of Gi*; null when there are not enough reports. */
  z: number | null;
}

/** Hotspots by cell, with everything a legend has to say. */
export type HotspotCellSheet = HotspotLegend & {
  /** The cells, from the south to the north, then from the west to the east. */
  cells: HotspotCellFields[];
  /** Of which grid the cells are. */
  grid: GridFields;
};

/** One district of a hotspot map. */
export interface HotspotFields {
  /** `hot99` to `cold99`, `none`: not significant, or `not_tested`: not enough reports. */
  class: string;
  /** Matching reports in it. */
  count: number;
  /** District code. */
  district: string;
  /** Districts of the mask that touch it. */
  neighbours: number;
  /** Two-sided p-value. */
  p: number | null;
  /** Standard score of Gi*; null when there are not enough reports. */
  z: number | null;
}

/** What holds for a whole hotspot map, by district or by cell. */
export interface HotspotLegend {
  /** What goes with every answer. By cell only points can be placed, so there all others are `unlocated`. */
  counts: CountFields;
  /** Whether there are enough reports to compute anything. */
  enough: boolean;
  /** The lines that p-values must not exceed. */
  fdr: FdrFields;
  /** Over what n, mean and deviation run. */
  mask: MaskFields;
  /** Why not. */
  message: string | null;
  /** `gi-star`. */
  method: string;
  /** Matching reports off the mask: in other districts or abroad; by cell, points in none of its cells. */
  outside_mask: number;
  /** What was asked for and what was found, in time. */
  period: PeriodFields;
  /** `district` or `cell`. */
  unit: string;
  /** Who is a neighbour. */
  weights: string;
}

/** Hotspots by district, with everything a legend has to say. */
export type HotspotSheet = HotspotLegend & {
  /** The districts, by code. */
  districts: HotspotFields[];
};

/** A job. */
export interface JobBody {
  actor: string;
  asked_at: string;
  /** How often it was begun. */
  attempts: number;
  /** When it may begin. */
  due_at: string;
  /** When it was done, failed or cancelled. */
  ended_at: string | null;
  id: string;
  /** `study` when somebody asked, `nightly` when the night came. */
  kind: string;
  /** Why it failed; empty otherwise. */
  message: string;
  /** What is asked, as in the query of an address. */
  question: string;
  /** The id of the result that came of it. */
  result: string | null;
  /** `waiting`, `running`, `done`, `failed` or `cancelled`. */
  state: string;
  /** Steps in all, as far as is known. */
  steps_all: number;
  /** Steps that are done. */
  steps_done: number;
}

/** Jobs. */
export interface JobsBody {
  /** Those asked last first. */
  jobs: JobBody[];
}

/** The last status documented. */
export interface LastStatusBody {
  /** The day it is documented from. */
  as_of: string | null;
  hours: string | null;
  note: string | null;
  source: string | null;
  /** `open`, `restricted`, `humanitarian_only`, `closed` or `unknown`. */
  value: string;
}

/** Over which districts n, mean and deviation run. */
export interface MaskFields {
  /** How many districts it has. */
  districts: number;
  /** Matching reports in it. */
  n: number;
  /** `border-districts`: every district that touches Laos or Cambodia. */
  name: string;
}

/** A moment in the history of the data. */
export interface MomentBody {
  /** When that change was committed; nothing before the first. */
  committed_at: string | null;
  /** The last change that it knows of. */
  epoch: number;
}

/** A thing with a code and names. */
export interface NamedBody {
  code: string;
  names: NamesBody;
}

/** Names in up to four languages. */
export interface NamesBody {
  en: string;
  km: string | null;
  lo: string | null;
  th: string;
}

/** The nearest crossing of those with a known position. */
export interface NearestCrossingBody {
  distance_m: number;
  id: string;
  names: NamesBody | null;
  /** How many crossings have a position. */
  of_located: number;
}

/** What is to be kept. */
export interface NewResultBody {
  /** What it is called; at most 200 characters. */
  name: string;
  /** As in the query of an address, such as `method=gi-star&from=2025-10-01`; at most 4,000 characters. */
  question: string;
}

/** What somebody says of an alert. */
export interface NoteBody {
  /** At most 2,000 characters; may be empty. */
  note: string;
}

/** Nothing to say. */
export type NothingBody = Record<string, unknown>;

/** The other side of a crossing; empty text where not known. */
export interface OppositeBody {
  district: string;
  name: string;
  province: string;
}

/** One thing of which two results say something else. */
export interface OtherFindingBody {
  /** What it is about. */
  key: string;
  /** What the later result says. */
  says: string;
  /** What the earlier result said. */
  was: string;
}

/** What was asked for and what was found, in time. */
export interface PeriodFields {
  /** First day observed, in Bangkok. */
  first: string | null;
  /** First instant asked for. */
  from: string | null;
  /** Last day observed, in Bangkok. */
  last: string | null;
  /** First instant no longer asked for. */
  to: string | null;
}

/** What is known of a point. */
export interface PlaceBody {
  border: BorderBody | null;
  /** `TH`, `LA` or `KH`; null when no rule decides it. */
  country: string | null;
  crossing: NearestCrossingBody | null;
  /** The datum that the text was read on: `wgs84` or `indian1975`. */
  datum: string;
  district: NamedBody | null;
  doubt: DoubtBody | null;
  edge_distance_m: number | null;
  handled_by: HandledByFields;
  in_target: boolean;
  lat: number;
  lon: number;
  /** `containing`, `nearest`, `foreign` or `outside`. */
  method: string;
  /** Grid reference to the metre, WGS 84. */
  mgrs: string;
  /** What should be known of how the text was read. */
  notes: NoteBody[];
  /** The text as typed. */
  original: string | null;
  province: NamedBody | null;
  /** How far the truth may lie from it by the way it was written, in metres; 0 for `lon` and `lat`. */
  radius_m: number;
  routed_to: NamedBody | null;
  /** How far the declared datum moved the point, in metres. */
  shifted_m: number | null;
  /** The point in the forms that people write, all on WGS 84. */
  written: WrittenBody;
  /** The UTM zone. */
  zone: number | null;
}

/** Where a crossing is and how well that is known. */
export interface PositionBody {
  /** `sourced`, `snapped_anchor` or `recalled`. */
  basis: string;
  lat: number;
  lon: number;
  verified: boolean;
}

/** The envelope as it is sent. */
export interface ProblemBody {
  /** What went wrong. */
  code: Code;
  /** What went wrong, in English, naming what was given. */
  detail: string;
  /** The parameter it is about. */
  parameter: string | null;
  /** The request's number, as in the header `x-request-id` and in the log. */
  request_id: string | null;
  /** The HTTP status. */
  status: number;
  /** The status in words. */
  title: string;
  /** Always `about:blank`: the code says more. */
  type: string;
  /** The value given. */
  value: string | null;
}

/** A question. */
export interface QuestionBody {
  /** As in the query of an address, such as `method=gi-star&from=2025-10-01`; at most 4,000 characters. */
  question: string;
}

/** Reports as GeoJSON, with what goes with every answer. */
export interface ReportCollection_CoreFields {
  counts: CountFields;
  features: ReportFeature_CoreFields[];
  /** Where the next page begins; null at the end. */
  next: string | null;
  /** Reports that match. */
  numberMatched: number;
  /** Reports in this page. */
  numberReturned: number;
  /** `FeatureCollection`. */
  type: string;
}

/** Reports as GeoJSON, with what goes with every answer. */
export interface ReportCollection_ReportFields {
  counts: CountFields;
  features: ReportFeature_ReportFields[];
  /** Where the next page begins; null at the end. */
  next: string | null;
  /** Reports that match. */
  numberMatched: number;
  /** Reports in this page. */
  numberReturned: number;
  /** `FeatureCollection`. */
  type: string;
}

/** One report as a GeoJSON feature. */
export interface ReportFeature_CoreFields {
  /** A GeoJSON point, or null where only an area or nothing is known. */
  geometry: Record<string, unknown> | null;
  /** Identity. */
  id: string;
  /** The fields of one report that are kept in memory: what maps and counts use, and none of its words. That a report was made up stands with its words. */
  properties: {
  /** Category code. */
  category: string;
  /** Channel. */
  channel: string;
  /** Nearest located crossing. */
  crossing: string | null;
  /** District code. */
  district: string | null;
  /** When it was seen: a day such as 2025-07-23, or an instant with Bangkok's offset. */
  observed: string | null;
  /** How well its place is known. */
  precision: string;
  /** Province code. */
  province: string | null;
  /** Status. */
  status: string;
  /** Tambon code. */
  tambon: string | null;
};
  /** `Feature`. */
  type: string;
}

/** One report as a GeoJSON feature. */
export interface ReportFeature_ReportFields {
  /** A GeoJSON point, or null where only an area or nothing is known. */
  geometry: Record<string, unknown> | null;
  /** Identity. */
  id: string;
  /** The fields of one report, beside its id and position. */
  properties: {
  /** Agency code; empty when none. */
  agency: string;
  /** The bank it lies on, a country code. */
  bank: string | null;
  /** Border line: `TH-LA` or `TH-KH`. */
  border: string | null;
  /** Metres to the line. */
  border_distance_m: number | null;
  /** Kilometre along the border. */
  border_km: number | null;
  /** Category code. */
  category: string;
  /** Channel. */
  channel: string;
  /** Country code, when a rule decides it. */
  country: string | null;
  /** Nearest located crossing. */
  crossing: string | null;
  /** Metres to it. */
  crossing_distance_m: number | null;
  /** District code. */
  district: string | null;
  /** Why its district should be looked at again. */
  doubt: string | null;
  /** Who handles it. */
  handled_by: HandledByFields;
  /** Whether it counts in a target district today. */
  in_target: boolean;
  /** How it was placed. */
  method: string;
  /** When it was seen: a day such as 2025-07-23, or an instant with Bangkok's offset. */
  observed: string | null;
  /** `time` or `day`. */
  observed_precision: string | null;
  /** The place as written. */
  place_text: string;
  /** How well its place is known. */
  precision: string;
  /** Province code. */
  province: string | null;
  /** Amounts as written. */
  quantity: string;
  /** The district it would be in otherwise. */
  second_choice: string | null;
  /** The id its source gave it; empty when none. */
  source_id: string;
  /** That page's title. */
  source_title: string;
  /** The page it was read on; empty when none. */
  source_url: string;
  /** Status. */
  status: string;
  /** Finer category code. */
  subtype: string | null;
  /** What was seen. */
  summary: string;
  /** Whether it was made up for tests and demonstrations. */
  synthetic: boolean;
  /** Tambon code. */
  tambon: string | null;
};
  /** `Feature`. */
  type: string;
}

/** Reports with the fields asked for. */
export type ReportsBody = ReportCollection_ReportFields | ReportCollection_CoreFields;

/** A re-run. */
export interface RerunBody {
  /** What it found otherwise. */
  changes: FindingChangesBody;
  /** The new result. */
  result: ResultBody;
}

/** A kept result: all that is needed to cite it. */
export interface ResultBody {
  actor: string;
  /** The epoch it was answered from. */
  epoch: number;
  /** What it found, in the order of keys. */
  findings: FindingBody[];
  /** SHA-256 of the answer, in hexadecimal digits. */
  hash: string;
  id: string;
  /** What it is called. */
  name: string;
  /** What was asked, as in the query of an address. */
  question: string;
  /** The id of the result that it is a re-run of. */
  rerun_of: string | null;
  saved_at: string;
  /** The software that answered. */
  software: string;
}

/** Kept results. */
export interface ResultsBody {
  /** What to give as `cursor` for the next page; nothing at the end. */
  next: string | null;
  /** The newest first. */
  results: ResultBody[];
}

/** Where a risk point stands to the border line. */
export interface RiskBorderFields {
  /** The bank it lies on, a country code. */
  bank: string;
  /** `TH-LA` or `TH-KH`. */
  border: string;
  /** Metres to the line. */
  distance_m: number;
  /** Kilometre along the border. */
  km: number;
}

/** What goes with every answer over risk points: they all have a point, so none is left out. */
export interface RiskCountFields {
  /** Risk points the answer is about. */
  matched: number;
  /** Of these, made up for tests and demonstrations. */
  synthetic: number;
}

/** The located crossing that is nearest to a risk point. */
export interface RiskCrossingFields {
  /** Metres to it. */
  distance_m: number;
  /** The crossing. */
  id: string;
}

/** Risk points as GeoJSON, the worst first. */
export interface RiskPointCollection {
  counts: RiskCountFields;
  features: RiskPointFeature[];
  /** Where the next page begins; null at the end. */
  next: string | null;
  /** Risk points that match. */
  numberMatched: number;
  /** Risk points in this page. */
  numberReturned: number;
  /** `FeatureCollection`. */
  type: string;
}

/** One risk point as a GeoJSON feature. */
export interface RiskPointFeature {
  /** A GeoJSON point. */
  geometry: Record<string, unknown>;
  /** Identity. */
  id: string;
  properties: RiskPointFields;
  /** `Feature`. */
  type: string;
}

/** The fields of one risk point, beside its position. */
export interface RiskPointFields {
  /** Whether that is so far that the point only stands for its surroundings. */
  approximate: boolean;
  border: RiskBorderFields | null;
  /** Country code, when a rule decides it. */
  country: string | null;
  crossing: RiskCrossingFields | null;
  /** What is known of it. */
  description: string;
  /** District code; null abroad. */
  district: string | null;
  /** The id its source gave it; empty when none. */
  external_id: string;
  /** Identity. */
  id: string;
  /** What makes it one: a code of the vocabulary `risk_point_kinds`. */
  kind: string;
  /** How it was placed: `foreign` is abroad. */
  method: string;
  /** Its grid reference to the metre, WGS 84. */
  mgrs: string;
  /** What it is called. */
  name: string;
  /** How well its place is known: always `exact`, a point. */
  precision: string;
  /** Province code; null abroad. */
  province: string | null;
  /** How far the truth may lie from the point, in metres. */
  radius_m: number;
  /** How bad it is, 1 to 5, 5 being the worst. */
  severity: number;
  /** Who says so. */
  source: string;
  /** Whether it was made up for tests and demonstrations. */
  synthetic: boolean;
  /** Tambon code, where it is known. */
  tambon: string | null;
}

/** An area that is kept. */
export interface SavedAreaBody {
  /** What to write after `area=` in every question. */
  area: string;
  /** Hash of its positions; the same polygon again has the same. */
  id: string;
  /** Positions in its rings, the closing ones included. */
  vertices: number;
}

/** What the page shows about the data. */
export interface StatusBody {
  /** Whose data these are; to be shown on screen. */
  attribution: string[];
  /** The boundary generation. */
  boundaries: string;
  /** The last change visible to the caller. */
  epoch: number;
  product: string;
  /** When the reports in memory were last compared with the database. */
  refreshed_at: string;
  /** Reports visible to the caller. */
  reports: number;
  /** Risk points visible to the caller. */
  risk_points: number;
  /** Whether news-derived reports or made-up risk points are among them, so that the page can say so. */
  samples: boolean;
  /** How many target districts there are today. */
  target_districts: number;
  version: string;
}

/** One documented status. */
export interface StatusEntryBody {
  authority: string;
  days: string;
  from: string;
  hours: string;
  note: string;
  order_ref: string;
  source: string;
  status: string;
  to: string | null;
}

/** Why a district is a target. */
export interface TargetBody {
  basis: string;
  valid_from: string;
  valid_to: string | null;
  verified: boolean;
}

/** Describes a layer of tiles. */
export interface TileJson {
  /** Whose data these are. */
  attribution: string;
  /** West, south, east, north in degrees. */
  bounds: number[];
  /** What it holds. */
  description: string;
  /** Zoom beyond which tiles are drawn larger instead of asked for. */
  maxzoom: number;
  /** Lowest zoom that holds anything. */
  minzoom: number;
  /** The layer's name. */
  name: string;
  /** Columns count from the west and rows from the north. */
  scheme: string;
  /** Version of the form. */
  tilejson: string;
  /** Addresses with `{z}`, `{x}` and `{y}`, with the query that this description was asked with. */
  tiles: string[];
  /** The layers inside a tile. */
  vector_layers: VectorLayer[];
}

/** A title in two languages. */
export interface TitleBody {
  en: string;
  th: string;
}

/** A layer inside a tile. */
export interface VectorLayer {
  /** What it holds. */
  description: string;
  /** What is said of each thing: `String`, `Number` or `Boolean` by name. */
  fields: Record<string, unknown>;
  /** Its name. */
  id: string;
}

/** The names of everything that has a code. */
export interface VocabularyBody {
  agencies: EntryBody[];
  categories: EntryBody[];
  channels: EntryBody[];
  risk_point_kinds: EntryBody[];
  statuses: EntryBody[];
}

/** A position in the forms that people write. */
export interface WrittenBody {
  /** `19.6768086, 100.4333382`: latitude first. */
  degrees: string;
  /** `19°40'36.51"N 100°26'00.02"E`. */
  dms: string;
  /** `47QPB5025076350`. */
  mgrs: string;
  /** `47N 650250 2176350`. */
  utm: string;
}
