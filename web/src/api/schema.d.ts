// Made by `npm run api:types` from the server's OpenAPI document; not edited by hand.

/** An account. */
export interface AccountBody {
  /** When it was closed; nothing while it is open. */
  closed_at: string | null;
  /** What he is here for, in the order in which it was given. */
  duties: DutyBody[];
  has_second_factor: boolean;
  id: string;
  made_at: string;
  must_change_password: boolean;
  /** The name with which he signs in. */
  name: string;
  shown_name: string;
}

/** Accounts. */
export interface AccountsBody {
  /** By name; closed ones too, since their names are never given again. */
  accounts: AccountBody[];
}

/** What somebody says of an alert. */
export interface AcknowledgementBody {
  /** At most 2,000 characters; may be empty. */
  note: string;
  /** How many runs had found the alert that was looked at: its `seen`. */
  seen: number;
}

/** The duty in which somebody wants to act. */
export interface ActBody {
  duty: string;
}

/** More reports than expected in some districts on some days. */
export interface AlertBody {
  acknowledged_at: string | null;
  /** Who has taken note of it. */
  acknowledged_by: string | null;
  /** Reports expected in it, as the last run found. */
  expected: number;
  /** The id of the alert that somebody had taken note of and that this one has outgrown; nothing for most. */
  follows: string | null;
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
  last_run: LastRunBody | null;
  /** What to give as `cursor` for the next page; nothing at the end. */
  next: string | null;
}

/** Another place that a text may point to. */
export interface AlternativeBody {
  district: string | null;
  label: string;
  precision: string;
}

/** How a recipe and naive ones did. */
export interface BacktestFields {
  /** This recipe first, then the naive ones. */
  recipes: RecipeFields[];
  /** How many of the last steps were foretold. */
  steps: number;
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

/** Density of reports by kilometre along the border lines. A description, not a test. Kilometres are rounded to the metre, positions to five digits of a degree, densities to six digits. */
export interface BorderProfileFields {
  /** The standard deviation of the kernel, in kilometres of the line. */
  bandwidth_km: number;
  /** Crossings with a position, by kilometre. */
  crossings: ProfileCrossingFields[];
  /** Reports so near the line. */
  near: number;
  /** The density at each kilometre of them. */
  points: ProfilePointFields[];
  /** The parts of the line that belong to districts of the mask; others are not observed. */
  stretches: StretchFields[];
  /** How far from the line reports count, in metres. */
  within_m: number;
}

/** How a count changed. */
export interface ChangeFields {
  /** Reports in the period before. */
  before: number;
  /** The upper end of its interval; null where there were none before. */
  high: number | null;
  /** The lower end of its interval. */
  low: number;
  /** How many times as many there are; null where there were too few before to say. */
  ratio: number | null;
  /** `more`, `fewer`, `no_clear_change`, or `limited`: at most two before and five now, where no change is told. */
  says: string;
}

/** What changed around a crossing when its status changed. */
export interface ClosureFields {
  /** Other days among those compared from which another status of this crossing is documented: before and after are then no two states of it. */
  also_changed: string[];
  /** Counts at the crossing. */
  at_crossing: CountsBeforeAfterFields;
  /** The observed parts of the line on both sides to which traffic may have moved; what lies within the radius counts at the crossing. */
  beside: StretchFields[];
  /** Counts beside it. */
  beside_counts: CountsBeforeAfterFields;
  /** By how many reports the crossing changed more than the change along the comparison would have it. */
  change_at_crossing: DifferenceFields;
  change_beside: DifferenceFields | null;
  /** Both together: whether it went away or only moved. */
  change_in_all: DifferenceFields;
  /** The observed rest of that border without what is left out, with which everything is compared. */
  comparison: StretchFields[];
  /** The border of the comparison: that of the crossing, or the other one where fewer than ten reports before remain along it. */
  comparison_border: string;
  /** Counts along the comparison. */
  comparison_counts: CountsBeforeAfterFields;
  /** The crossing. */
  crossing: string;
  /** The first day of the new status. */
  day: string;
  /** Days compared before it and after it. */
  days: number;
  /** The parts of the line that are not compared with, as a crossing there changed itself; of the crossing's border and of that of the comparison. */
  left_out: LeftOutFields[];
  /** The level of the intervals. */
  level: number;
  /** Reports so near the crossing count as at it, in metres. */
  radius_m: number;
  /** How many times as many reports there were at the crossing as the change elsewhere would have it: estimate, lower and upper end of its interval. */
  ratio: number[];
  /** The status documented from that day on; null where none is documented. */
  status: string | null;
  /** How far from the line reports beside the crossing and along the comparison count, in metres. */
  within_m: number;
}

/** One cluster. */
export interface ClusterFields {
  /** The size of the hull, in square kilometres. */
  area_km2: number;
  /** Of these, cores. */
  cores: number;
  /** Longitude and latitude of the corners of its convex hull, counter-clockwise and not closed; two for points on a line, one for points in one place. */
  hull: number[][];
  /** 1 for the one with the most points. */
  number: number;
  /** Points in it. */
  points: number;
}

/** What went wrong, for programs; stable names. */
export type Code = "invalid_parameter" | "unknown_parameter" | "invalid_body" | "sign_in_needed" | "sign_in_refused" | "second_factor_needed" | "own_password_needed" | "not_allowed" | "cross_site" | "too_many_requests" | "not_found" | "too_late" | "method_not_allowed" | "payload_too_large" | "timeout" | "wrong_host" | "database_unavailable" | "internal";

/** A number that a second factor shows. */
export interface CodeBody {
  code: string;
}

/** The smallest area that holds a share of all. */
export interface ContourFields {
  /** Its size, in square kilometres. */
  area_km2: number;
  /** What it holds: that share or a little more, as whole cells are taken. */
  held: number;
  /** The density on its edge, in reports to a square kilometre. */
  level: number;
  /** Its polygons as GeoJSON has them: polygons, rings, positions. */
  polygons: number[][][][];
  /** The share. */
  share: number;
}

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

/** Reports before and after. */
export interface CountsBeforeAfterFields {
  /** After. */
  after: number;
  /** Before. */
  before: number;
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

/** Clusters of points. */
export interface DbscanFields {
  /** The clusters, the one with the most points first. */
  clusters: ClusterFields[];
  /** How near a point must be to be a neighbour, in metres. */
  eps_m: number;
  /** How many neighbours make a point the core of a cluster, itself among them. */
  min_points: number;
  /** Points in no cluster. */
  noise: number;
}

/** By how many reports something changed more than the change along the comparison would have it. */
export interface DifferenceFields {
  /** How many there would have been after: those before, times the change along the comparison. */
  expected: number;
  /** The upper end. */
  high: number;
  /** The lower end of its interval. */
  low: number;
  /** Two-sided p-value. */
  p: number;
  /** Reports more than that, or below 0 fewer. */
  reports: number;
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

/** What somebody is here for. */
export interface DutyBody {
  /** The agency for which he acts; empty when none. */
  agency: string;
  /** Category codes; none means all. */
  categories: string[];
  /** `exact` or `coarse`. */
  detail: string;
  given_at: string;
  given_by: string;
  highest_tlp: string;
  id: string;
  /** `everywhere`, or codes of districts and provinces with commas between them. */
  remit: string;
  role: string;
}

/** Emerging hot and cold spots. */
export interface EmergingFields {
  /** The false discovery rate at which a step is hot or cold. */
  alpha: number;
  /** The cells with a label or a report, from the south to the north, then from the west to the east. */
  cells: EmergingPlaceFields[];
  /** The line that p-values of the last step must not exceed; null where none passes. */
  last_line: number | null;
  /** The p-value up to which scores rise or fall. */
  trend_alpha: number;
}

/** What became of one cell. */
export type EmergingPlaceFields = PlaceFields & {
  /** In how many steps it was cold. */
  cold_steps: number;
  /** Reports in it over all steps. */
  count: number;
  /** In how many steps it was hot. */
  hot_steps: number;
  /** One of the 17 labels; `no_pattern` for none. */
  label: string;
  /** Reports in it in the last step. */
  last_count: number;
  /** Gi* in the last step. */
  last_z: number;
  /** By how much its score changes a step (Sen); null for cells without a label. */
  sen_slope: number | null;
  /** Two-sided p-value of the trend. */
  trend_p: number;
  /** Standard score of the trend of its scores (Mann-Kendall). */
  trend_z: number;
};

/** What somebody needs to set his telephone up. */
export interface EnrolmentBody {
  /** The same as an `otpauth:` address. */
  address: string;
  /** The address as a picture (SVG). */
  picture: string;
  /** The secret in base 32, to type it in. */
  secret: string;
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

/** Hotspots: of Gi* by district or, when a cell size was given, by cell; of every other method a study. */
export type HotspotBody = HotspotSheet | HotspotCellSheet | StudySheet;

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
  /** Two-sided p-value: the larger of that of `z` and of what chance makes of so few reports, thrown at random on the places of the mask. */
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
  /** Two-sided p-value: the larger of that of `z` and of what chance makes of so few reports, thrown at random on the places of the mask. */
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
  /** What was computed, from what, by what. */
  run: RunFields;
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

/** A smooth picture of how dense points lie. A description, not a test. Densities are rounded to six digits, positions to five digits of a degree: about a metre. */
export interface KdeFields {
  /** The standard deviation of the kernel, in metres. */
  bandwidth_m: number;
  /** The side of a raster cell, in metres. */
  cell_m: number;
  /** The smallest areas that hold a share of all, the smallest share first. */
  contours: ContourFields[];
  /** The highest density, in reports to a square kilometre. */
  highest: number;
}

/** The run of a night. */
export interface LastRunBody {
  /** When it was due. */
  due_at: string;
  /** When it was done or failed; null before. */
  ended_at: string | null;
  /** `waiting`, `running`, `done`, `failed` or `cancelled`. */
  state: string;
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

/** A part of the line that is not compared with. */
export interface LeftOutFields {
  /** `TH-LA` or `TH-KH`. */
  border: string;
  /** The crossing that changed. */
  crossing: string;
  /** The first day of its new status; of several in the days compared the first. */
  day: string;
  /** The kilometre at which the part begins: as far from the crossing as traffic may have moved. Where nobody knows its place, so far from the line along its district. */
  from_km: number;
  /** The kilometre at which the part ends. */
  to_km: number;
}

/** Local Moran. */
export interface LocalMoranFields {
  /** The false discovery rate of the classes. */
  alpha: number;
  /** The line that p-values must not exceed; null where none passes. */
  line: number | null;
  /** The places: districts by code; of cells those with a report or a class. */
  places: MoranPlaceFields[];
  /** How often the values were permuted. */
  replicates: number;
  /** Who is a neighbour. */
  weights: string;
}

/** An account that was made, and the password with which its owner signs in once; it is shown this once. */
export interface MadeAccountBody {
  account: AccountBody;
  password: string;
}

/** A password that was made for somebody; it is shown this once. */
export interface MadePasswordBody {
  password: string;
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

/** One place. */
export type MoranPlaceFields = PlaceFields & {
  /** `hh`, `ll`, `hl`, `lh` or `none`: not significant. */
  class: string;
  /** Reports in it. */
  count: number;
  /** Above 0 where it is like its neighbours, below 0 where it differs. */
  i: number;
  /** Two-sided pseudo p-value. */
  p: number;
};

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

/** The pairs in one band of distance and one of time. */
export interface NearRepeatCellFields {
  /** How many there would be if days had nothing to do with places. */
  expected: number;
  /** Monte-Carlo p-value. */
  p: number;
  /** How many there are. */
  pairs: number;
  /** Pairs to expected pairs; null where none are expected. */
  ratio: number | null;
}

/** Whether one report is followed by others close by and soon after. */
export interface NearRepeatFields {
  /** The upper ends of the bands of time, in days. */
  days: number[];
  /** The upper ends of the bands of distance, in metres. */
  distance_m: number[];
  /** For how many days after a report others close by are likelier than chance; 0 for not at all. */
  hot_days: number;
  /** How far from a report others soon after are likelier than chance, in metres; 0 for not at all. */
  hot_m: number;
  /** Pairs of reports. */
  pairs: number;
  /** How often the days were dealt out anew. */
  replicates: number;
  /** One row a band of distance, in it one cell a band of time. */
  table: NearRepeatCellFields[][];
}

/** The nearest crossing of those with a known position. */
export interface NearestCrossingBody {
  distance_m: number;
  id: string;
  names: NamesBody | null;
  /** How many crossings have a position. */
  of_located: number;
}

/** An account that is to be made. */
export interface NewAccountBody {
  duties: NewDutyBody[];
  /** The name with which he will sign in: 3 to 40 of `a-z`, `0-9`, `.`, `_` and `-`. */
  name: string;
  /** The name that others read. */
  shown_name: string;
}

/** A duty that is to be given. What is left out is as the role has it. */
export interface NewDutyBody {
  /** The agency for which he acts. */
  agency: string;
  /** Category codes; none means all. */
  categories: string[];
  /** `exact` or `coarse`; never finer than the role's. */
  detail: string | null;
  /** The highest TLP of what he is shown; never above the role's. */
  highest_tlp: string | null;
  /** `everywhere`, or codes of districts (4 digits) and provinces (2 digits) with commas between them. */
  remit: string;
  /** A role, such as `district_officer`. */
  role: string;
}

/** A pass that was made, with its secret, which is shown this once. */
export interface NewPassBody {
  ends_at: string;
  id: string;
  /** Sent as `Authorization: Bearer SECRET`. */
  secret: string;
}

/** What is to be kept. */
export interface NewResultBody {
  /** What it is called; at most 200 characters. */
  name: string;
  /** As in the query of an address, such as `method=gi-star&from=2025-10-01`; at most 4,000 characters. */
  question: string;
}

/** A note on how a text was read. */
export interface NoteBody {
  /** `swapped`, `datum_assumed` or `zone_from_letters`. */
  code: string;
  /** How far the truth may lie off because of it, in metres. */
  radius_m: number | null;
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

/** A session or token of one's own. */
export interface PassBody {
  begun_at: string;
  /** The id of the duty in which it acts. */
  duty: string;
  ends_at: string;
  id: string;
  /** `session`, `token` or `kiosk`. */
  kind: string;
  /** What its owner calls it; empty for sessions. */
  label: string;
  /** The area to which it is narrowed beyond the duty; nothing when it is not. */
  narrowed_to: string | null;
  /** Whether it is the one that asks. */
  this: boolean;
  /** When it was last used, to within a minute. */
  used_at: string;
}

/** Sessions and tokens. */
export interface PassesBody {
  /** The newest first. */
  passes: PassBody[];
}

/** A password and its successor. */
export interface PasswordBody {
  /** At least 12 characters. */
  new: string;
  old: string;
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

/** A district, a tambon or a cell. */
export interface PlaceFields {
  /** Longitude and latitude of a cell's corners: south-west, south-east, north-east, north-west; null for others. */
  corners: number[][] | null;
  /** The district, that of the tambon, or the one that the cell's centre lies in. */
  district: string;
  /** The district's or the tambon's code, or the cell's size, column and row: `5000:12:-7`. */
  id: string;
  tambon: TambonNameFields | null;
}

/** Who counted people. */
export interface PopulationSourceFields {
  /** The day for which they were counted. */
  counted_on: string;
  /** Who counted, or where it is written. */
  source: string;
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

/** A crossing on the line. */
export interface ProfileCrossingFields {
  /** Its id. */
  id: string;
  /** The kilometre of the line nearest to it. */
  km: number;
  /** The last status documented. */
  status: string;
  /** The day it is documented from. */
  status_from: string | null;
}

/** The density at one kilometre. */
export interface ProfilePointFields {
  /** The kilometre. */
  km: number;
  /** Latitude of it. */
  lat: number;
  /** Longitude of the place on the line. */
  lon: number;
  /** Reports to a kilometre. */
  per_km: number;
}

/** What somebody gives to prove who he is. */
export interface ProofBody {
  /** The number that the second factor shows, when it was asked for. */
  code: string | null;
  /** The name with which he signs in. */
  name: string;
  /** The password. */
  password: string;
}

/** A question. */
export interface QuestionBody {
  /** As in the query of an address, such as `method=gi-star&from=2025-10-01`; at most 4,000 characters. */
  question: string;
}

/** One district's rate. */
export type RateFields = PlaceFields & {
  change: ChangeFields | null;
  /** Reports in it. */
  count: number;
  /** What they are compared with. */
  exposure: number;
  /** The upper end of its interval. */
  high: number;
  /** The rate drawn towards the rate of the district and its neighbours. */
  local_rate: number;
  /** The lower end of its interval. */
  low: number;
  /** 1 for the highest rate; districts whose rates do not differ share a rank. */
  rank: number;
  /** The rate drawn towards the rate over all (empirical Bayes), by which districts are ranked. */
  rate: number;
  /** Reports to exposure as they are; null without exposure. Never rank by it. */
  raw: number | null;
};

/** Districts ranked by rates. */
export interface RatesFields {
  /** What reports are compared with: `all_reports`, `area` or `population`. */
  base: string;
  /** The first day of the period before, as long as the one asked for; null where no period was asked for. */
  before_from: string | null;
  /** Who counted the people and for which day, once each; none with another base. */
  counted_by: PopulationSourceFields[];
  /** The districts, the highest smoothed rate first. */
  districts: RateFields[];
  /** Districts of the mask that are left out, since nobody said how many people live there. */
  left_out: string[];
  /** The level of the intervals. */
  level: number;
  /** The rate over all districts. */
  mean: number;
  /** What one unit of it is: `report`, `km2` or `person`. */
  per: string;
  /** The variance of rates between districts beyond chance. */
  variance: number;
}

/** How one recipe did, over all steps that were foretold. */
export interface RecipeFields {
  /** The area of the zones to that of the mask. */
  area_share: number | null;
  /** Hits to reports. */
  hit_rate: number | null;
  /** Of these in the zones. */
  hits: number;
  /** Reports in the steps foretold. */
  n: number;
  /** By how much the own recipe's hit rate is higher, with the ends of its 95 % interval: that of a ratio over steps, by Student's t, so that few steps make it wide. Null for itself, where fewer than three of the steps had reports, and where all steps say exactly the same. */
  own_gains: number[] | null;
  /** Prediction accuracy index: hit rate to area share. */
  pai: number | null;
  /** Hits to the hits of the best zones that there could have been. */
  pei_star: number | null;
  /** `own`, `last_counts`: where reports came in the last step, or `kde`: smoothed over all earlier steps. Naive zones get the area that the own ones took in each step; what a naive recipe leaves of it is filled with squares where there were reports earlier, then by chance. */
  recipe: string;
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

/** One cell. */
export type RiskCellFields = PlaceFields & {
  /** How many reports are expected to the mean over all cells. */
  relative_risk: number;
};

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

/** One layer. */
export interface RiskFactorFields {
  /** Whether the model kept it. */
  kept: boolean;
  /** `crossing`, `border`, `river`, `town`, `risk_point`: closeness to the nearest; `past_reports`: density around. */
  layer: string;
  /** How many times as many reports go with it, beside it to far from it; of a density for one deviation more. */
  relative_risk: number;
  /** The distance over which closeness falls to 37 %, in metres; of a density its reach. */
  scale_m: number;
  /** In which share of the models made anew it was kept. */
  stability: number | null;
  /** Whether it was kept in at least nine of ten: only then it is called a factor. */
  steady: boolean;
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

/** Which features of the terrain go with reports. What goes with them need not be their cause. */
export interface RiskTerrainFields {
  /** The tenth of the cells of the area with the highest risk, the highest first. */
  cells: RiskCellFields[];
  /** The factors, in the order of the layers. */
  factors: RiskFactorFields[];
  /** How much less than the mean alone the model leaves unexplained in squares that were left out, of 1; below 0 when the mean foretells them better. */
  foretold: number | null;
  /** How often the model was made anew. */
  replicates: number;
}

/** What was computed, from what, by what. The same again gives the same bytes. */
export interface RunFields {
  /** The epoch of the data. */
  epoch: i64;
  /** SHA-256 of the whole answer as JSON with an empty text in this place, in hexadecimal digits. */
  hash: string;
  /** Method, settings and filter as an address would have them, with the period and the epoch spelled out. */
  question: string;
  /** What chance began from; null where the method draws nothing. */
  seed: number | null;
  /** The program and its version. */
  software: string;
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

/** More reports than expected, in a circle of places over some time. */
export interface ScanClusterFields {
  /** Reports expected in it. */
  expected: number;
  /** Its first day, in Bangkok. */
  from: string;
  /** Latitude of it. */
  lat: number;
  /** Longitude of the place in its middle. */
  lon: number;
  /** Reports in it. */
  observed: number;
  /** Monte-Carlo p-value. */
  p: number;
  /** Its places. */
  places: PlaceFields[];
  /** How far the outermost place is from the middle, in metres. */
  radius_m: number;
  /** In how many days chance alone gives such a cluster once, when scanned at each step; null in a retrospective scan. */
  recurrence_days: number | null;
  /** The logarithm of the likelihood ratio. */
  statistic: number;
  /** Its last day, in Bangkok. */
  to: string;
}

/** What a scan found. */
export interface ScanFields {
  /** Different circles that were looked at. */
  circles: number;
  /** Clusters, the most unlikely first; whether they are more than chance their p-values say. */
  clusters: ScanClusterFields[];
  /** How often counts were drawn anew. */
  replicates: number;
  /** Days in a step, on average. */
  step_days: number;
  /** Stretches of time that were looked at for each. */
  stretches: number;
}

/** Where a screen hangs. */
export interface ScreenBody {
  label: string;
}

/** Who is signed in, and what he may do. */
export interface SessionBody {
  /** The duty in which he acts. */
  acts_in: DutyBody;
  begun_at: string;
  /** The duties that he holds, in the order in which they were given. */
  duties: DutyBody[];
  /** When the session ends, however busy he is. */
  ends_at: string;
  /** Whether he has a second factor. */
  has_second_factor: boolean;
  /** After how many seconds without a request it ends; nothing for tokens. */
  idle_s: number | null;
  /** `session`, `token` or `kiosk`. */
  kind: string;
  /** Whether he must replace a password that was made for him before anything else. */
  must_change_password: boolean;
  name: string;
  /** What he may do now: rights that need a second factor are among them only once he has proved himself with one. */
  rights: string[];
  /** What his role may do that he may not do yet for want of a second factor. */
  rights_with_second_factor: string[];
  /** Whether he proved himself with it in this session. */
  second_factor: boolean;
  shown_name: string;
}

/** Districts that report less than predicted. */
export interface SilenceFields {
  /** The false discovery rate. */
  alpha: number;
  /** The districts: silent ones first, then by code. */
  districts: SilentPlaceFields[];
  /** The first day of the present step, in Bangkok. */
  from: string;
  /** Its last day that is over. */
  to: string;
}

/** One district's reporting. */
export type SilentPlaceFields = PlaceFields & {
  /** `silent`, `area_quiet`, `usual` or `cannot_tell`. */
  class: string;
  /** Reports in the present step. */
  count: number;
  /** How many its own history predicts. */
  expected: number;
  /** How many its history predicts after the change that its neighbours went through. */
  expected_as_neighbours: number;
  /** How likely as few are by its own history. */
  p: number;
  /** How likely as few are after that change. */
  p_as_neighbours: number;
  /** The fewest that are no surprise. */
  usual_from: number;
};

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

/** Into which steps a period was cut. */
export interface StepsFields {
  /** The first day of the first, in Bangkok. */
  first: string;
  /** The last day of the last, in Bangkok. */
  last: string;
  /** `day`, `week` or `month`. */
  step: string;
  /** How many there are. */
  steps: number;
}

/** A part of the line, to the metre. */
export interface StretchFields {
  /** `TH-LA` or `TH-KH`. */
  border: string;
  /** The kilometre at which it begins. */
  from_km: number;
  /** The kilometre at which it ends. */
  to_km: number;
}

/** What a method found. */
export type StudyResult = EmergingFields & {
  of: "emerging";
} | LocalMoranFields & {
  of: "local-moran";
} | DbscanFields & {
  of: "dbscan";
} | KdeFields & {
  of: "kde";
} | ScanFields & {
  of: "scan";
} | NearRepeatFields & {
  of: "near-repeat";
} | RatesFields & {
  of: "rates";
} | SilenceFields & {
  of: "silence";
} | BorderProfileFields & {
  of: "border-profile";
} | ClosureFields & {
  of: "closure";
} | RiskTerrainFields & {
  of: "risk-terrain";
} | ZonesFields & {
  of: "zones";
};

/** What a method found, with all that it takes to judge it and to compute it again. */
export interface StudySheet {
  /** What the numbers are about: `reports`, which are not what happened, or `confirmed`, those that somebody verified. */
  about: string;
  /** What goes with every answer. Where only points can be placed, all others are `unlocated`. */
  counts: CountFields;
  /** Whether there are enough reports to compute anything. */
  enough: boolean;
  grid: GridFields | null;
  /** Over what it ran. */
  mask: MaskFields;
  /** Why not, with how many are needed. */
  message: string | null;
  /** The method. */
  method: string;
  /** Matching reports off the mask. */
  outside_mask: number;
  /** What was asked for and what was found, in time. */
  period: PeriodFields;
  result: StudyResult | null;
  /** What was computed, from what, by what. */
  run: RunFields;
  steps: StepsFields | null;
  /** What it looked at: `district`, `tambon`, `cell`, `point` or `kilometre`. */
  unit: string;
}

/** What a tambon is called, without the word tambon. */
export interface TambonNameFields {
  /** In English. */
  name_en: string;
  /** In Thai. */
  name_th: string;
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

/** A token that is to be made for a program. */
export interface TokenBody {
  /** For how many days, at most 366. */
  days: number;
  /** The id of the duty in which it acts. */
  duty: string;
  /** What its owner calls it. */
  label: string;
  /** An area to which it is narrowed: `everywhere`, or codes of districts and provinces. */
  narrowed_to: string | null;
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

/** One zone. */
export interface ZoneFields {
  /** Its size, in square kilometres. */
  area_km2: number;
  /** Its cells, in the order in which they were taken in. */
  cells: PlaceFields[];
  /** The nearest crossing with a position. */
  crossing: string | null;
  /** Metres to it. */
  crossing_distance_m: number | null;
  /** Latitude of it. */
  lat: number;
  /** Longitude of its first cell's centre, where its score is highest. */
  lon: number;
  /** 1 for the best. */
  rank: number;
  /** What its score is made of. */
  reasons: ZoneReasonFields[];
  /** Of these, in the last steps that `recent` is made of. */
  recent_reports: number;
  /** Reports in it in all steps. */
  reports: number;
  /** Risk points in it; they are no part of the score. */
  risk_points: number;
  /** The mean score of its cells; 1 is the mean over the whole mask. */
  score: number;
  stability: ZoneStabilityFields | null;
}

/** One term of a zone's score. */
export interface ZoneReasonFields {
  /** What it brings to the score: weight times value. */
  part: number;
  /** `recent`, `usual` or `terrain`. */
  term: string;
  /** How many times the mean over the mask it is in the zone. */
  value: number;
  /** Its weight in the recipe. */
  weight: number;
}

/** How steady a zone is when reports are drawn anew, each with its square and with whether it is recent, and the terrain is found anew from them under the same penalty. Reports of one event by many people are drawn as if each came by itself, which makes zones look steadier than they are. */
export interface ZoneStabilityFields {
  /** The share of draws in which at least half of it lay in zones. */
  chosen: number;
  /** The 95th. */
  rank_high: number;
  /** The 5th percentile of its ranks. */
  rank_low: number;
}

/** Zones to walk, with their reasons and with how zones of this recipe did in the past. */
export interface ZonesFields {
  backtest: BacktestFields | null;
  /** Why not. */
  backtest_message: string | null;
  /** All zones together, in square kilometres. */
  budget_km2: number;
  /** Of how many of the last steps `recent` is made. */
  recent_steps: number;
  /** The largest zone, in square kilometres. */
  zone_km2: number;
  /** The zones, the best first. */
  zones: ZoneFields[];
}

export type i64 = number;
