// The methods of the analysis view: which address answers each, with which settings, and over which reports.

/** A setting as the server knows it: its name, its default and its bounds are those of domain/study.rs. */
export type Setting =
  | { name: string; kind: "choice"; values: readonly string[]; usual: string }
  | { name: string; kind: "number"; least: number; most: number; usual: number; whole?: boolean }
  | { name: "crossing"; kind: "crossing" }
  | { name: "day"; kind: "day" };

export type MethodId =
  | "emerging" | "scan" | "alerts" | "rates" | "silence" | "zones" | "risk-terrain" | "near-repeat" | "border-profile" | "closure" | "local-moran" | "dbscan" | "kde";
export type Who = "commander" | "planner" | "analyst";

export interface Method {
  id: MethodId;
  who: Who;
  /** The address under the API that answers it. */
  path: "hotspots" | "rank" | "series" | "zones" | "alerts";
  /**
   * What it does with the question's area: scores of `whole` come from the whole border and stay whole, so that the
   * surroundings stay visible; those of `shown` do too, and what lies in the area is shown; `points` looks at the
   * reports inside alone.
   */
  area: "whole" | "shown" | "points";
  /** The period of the question narrows it. */
  period: boolean;
  settings: readonly Setting[];
}

const number = (name: string, first: number, least: number, most: number, whole = true): Setting => ({ name, kind: "number", usual: first, least, most, whole });
const weight = (name: string, first: number) => number(name, first, 0, 1, false);
const choice = (name: string, first: string, ...values: string[]): Setting => ({ name, kind: "choice", usual: first, values });
const SQUARES = ["1000", "2000", "5000", "10000"];
const cells = choice("cell_m", "5000", ...SQUARES);
/** By district where no square is named. */
const cellsOrDistricts = choice("cell_m", "", "", ...SQUARES);
const step = (first: string) => choice("step", first, "day", "week", "month");
const replicates = (first: number) => number("replicates", first, 99, 9999);
const seed = number("seed", 1, 0, 4_294_967_295);

/** In the order in which they are offered. */
export const METHODS: readonly Method[] = [
  {
    id: "emerging", who: "commander", path: "hotspots", area: "whole", period: true,
    settings: [cells, step("month"), number("steps", 36, 10, 400), choice("reference", "all_steps", "all_steps", "own_steps")],
  },
  {
    id: "scan", who: "commander", path: "hotspots", area: "whole", period: true,
    settings: [
      choice("time", "prospective", "prospective", "retrospective"), choice("model", "permutation", "permutation", "poisson", "bernoulli"),
      cellsOrDistricts, step("week"), number("steps", 52, 2, 1000), number("max_radius_m", 100_000, 1000, 2_000_000),
      number("max_share", 0.5, 0.01, 0.95, false), number("max_steps", 8, 1, 500),
      number("least_cases", 3, 2, 10_000), number("clusters", 5, 1, 50), replicates(999), seed,
    ],
  },
  { id: "alerts", who: "commander", path: "alerts", area: "whole", period: false, settings: [choice("state", "open", "open", "acknowledged", "all")] },
  {
    id: "rates", who: "commander", path: "rank", area: "whole", period: true,
    settings: [choice("base", "all_reports", "all_reports", "area", "population"), number("level", 0.95, 0.5, 0.999, false)],
  },
  {
    id: "silence", who: "commander", path: "rank", area: "whole", period: true,
    settings: [step("month"), number("steps", 12, 6, 400), choice("by", "district", "district", "tambon"), number("alpha", 0.05, 0.001, 0.5, false)],
  },
  {
    id: "zones", who: "planner", path: "zones", area: "shown", period: true,
    settings: [
      number("zone_km2", 24, 1, 1000, false), number("budget_km2", 480, 1, 20_000, false), choice("cell_m", "2000", ...SQUARES), number("steps", 24, 6, 400),
      number("tested", 6, 3, 100), weight("recent", 0.6), weight("usual", 0.25), weight("terrain", 0.15), number("replicates", 99, 39, 999), seed,
    ],
  },
  {
    id: "risk-terrain", who: "planner", path: "hotspots", area: "shown", period: true,
    settings: [choice("cell_m", "2000", ...SQUARES), seed],
  },
  {
    id: "near-repeat", who: "planner", path: "series", area: "points", period: true,
    settings: [
      number("band_m", 1000, 100, 50_000), number("bands", 5, 1, 20), number("band_days", 7, 1, 365), number("time_bands", 8, 1, 30),
      replicates(199), seed,
    ],
  },
  {
    id: "border-profile", who: "planner", path: "series", area: "whole", period: true,
    settings: [number("bandwidth_km", 5, 0.5, 100, false), number("within_m", 5000, 100, 50_000)],
  },
  {
    id: "closure", who: "planner", path: "series", area: "whole", period: false,
    settings: [
      { name: "crossing", kind: "crossing" }, { name: "day", kind: "day" }, number("days", 90, 14, 1100), number("radius_m", 10_000, 500, 100_000),
      number("beside_km", 50, 1, 500, false),
    ],
  },
  { id: "local-moran", who: "analyst", path: "hotspots", area: "whole", period: true, settings: [cellsOrDistricts, replicates(999), seed] },
  {
    id: "dbscan", who: "analyst", path: "hotspots", area: "points", period: true,
    settings: [number("eps_m", 2000, 50, 50_000), number("min_points", 5, 2, 10_000)],
  },
  { id: "kde", who: "analyst", path: "hotspots", area: "whole", period: true, settings: [number("bandwidth_m", 5000, 1000, 50_000)] },
];

export function methodOf(id: string): Method | null {
  return METHODS.find((m) => m.id === id) ?? null;
}

/** The usual value as text; nothing where a setting has none. */
export function usual(setting: Setting): string {
  return setting.kind === "choice" ? setting.usual : setting.kind === "number" ? String(setting.usual) : "";
}

/** Whether a text is a value that the setting may have. */
export function allowed(setting: Setting, text: string): boolean {
  switch (setting.kind) {
    case "choice":
      return setting.values.includes(text);
    case "number": {
      const n = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
      return n >= setting.least && n <= setting.most && (!setting.whole || Number.isInteger(n));
    }
    case "crossing":
      return /^[A-Z]\d{2,3}$/.test(text);
    case "day":
      return /^(19|20|21)\d\d-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
  }
}

/** What of some settings is the method's own, allowed and not what is usual anyway. */
export function unusual(method: Method, given: Readonly<Record<string, string>>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const setting of method.settings) {
    const value = given[setting.name];
    if (value !== undefined && value !== usual(setting) && allowed(setting, value)) kept[setting.name] = value;
  }
  return kept;
}

/** A method that cannot be asked before something was chosen. */
export function lacks(method: Method, given: Readonly<Record<string, string>>): "crossing" | null {
  return method.id === "closure" && !given["crossing"] ? "crossing" : null;
}
