// The one query behind map, legend, tables and exports: a filter plus an area, in the API's own names and values.

export interface Filter {
  category: readonly string[];
  status: readonly string[];
  channel: readonly string[];
  precision: readonly string[];
  /** Half-open, ISO dates at Asia/Bangkok. */
  from: string | null;
  to: string | null;
}
export const NO_FILTER: Filter = { category: [], status: [], channel: [], precision: [], from: null, to: null };

export type Area =
  | { kind: "district" | "province"; codes: readonly string[] }
  | { kind: "bbox"; west: number; south: number; east: number; north: number }
  | { kind: "circle"; lon: number; lat: number; radius_m: number }
  | { kind: "crossing"; id: string; radius_m: number }
  | { kind: "border"; from_km: number; to_km: number; within_m: number }
  | { kind: "saved"; id: string };

/** How far a stretch of border reaches to each side when nothing is said; the API's own. */
export const STRETCH_REACH_M = 5000;
/** Farther than any radius or kilometre the border can have; the API refuses more. */
const LARGEST_M = 1_000_000;
const LARGEST_KM = 10_000;

/** "This stretch" is so much to either side of a kilometre. */
const STRETCH_KM = 5;
export function stretchAround(km: number): Extract<Area, { kind: "border" }> {
  const tenth = (n: number) => Number(n.toFixed(1));
  return { kind: "border", from_km: Math.max(0, tenth(km - STRETCH_KM)), to_km: tenth(km + STRETCH_KM), within_m: STRETCH_REACH_M };
}

const LISTS = ["category", "status", "channel", "precision"] as const;
type ListKey = (typeof LISTS)[number];

const round = (n: number, digits: number) => String(Number(n.toFixed(digits)));
/** Coordinates in links keep 5 digits, about a metre. */
const degrees = (n: number) => round(n, 5);

export function formatArea(area: Area): string {
  switch (area.kind) {
    case "district":
    case "province":
      return `${area.kind}:${area.codes.join(",")}`;
    case "bbox":
      return `bbox:${[area.west, area.south, area.east, area.north].map(degrees).join(",")}`;
    case "circle":
      return `circle:${degrees(area.lon)},${degrees(area.lat)},${round(area.radius_m, 0)}`;
    case "crossing":
      return `crossing:${area.id},${round(area.radius_m, 0)}`;
    case "border": {
      const reach = area.within_m === STRETCH_REACH_M ? "" : `,${round(area.within_m, 0)}`;
      return `border:${round(area.from_km, 2)},${round(area.to_km, 2)}${reach}`;
    }
    case "saved":
      return `saved:${area.id}`;
  }
}

/** Reads an area; anything malformed or out of range is null. */
export function parseArea(text: string | null): Area | null {
  const [kind, rest] = text?.match(/^([a-z]+):(.+)$/)?.slice(1) ?? [];
  if (!kind || !rest) return null;
  if (kind === "saved") return /^[0-9a-f]{32}$/.test(rest) ? { kind, id: rest } : null;
  const parts = rest.split(",");
  if (kind === "district" || kind === "province") {
    const shape = kind === "district" ? /^\d{4}$/ : /^\d{2}$/;
    return parts.every((p) => shape.test(p)) ? { kind, codes: parts } : null;
  }
  if (kind === "crossing") {
    const [id = "", metres = ""] = parts;
    const radius_m = metres.trim() === "" ? Number.NaN : Number(metres);
    return parts.length === 2 && /^[A-Z]\d{2,3}$/.test(id) && isReach(radius_m) ? { kind, id, radius_m } : null;
  }
  const [a, b, c, d] = parts.map((p) => (p.trim() === "" ? Number.NaN : Number(p)));
  if (kind === "bbox" && parts.length === 4) {
    if (!isLon(a) || !isLat(b) || !isLon(c) || !isLat(d) || a >= c || b >= d) return null;
    return { kind, west: a, south: b, east: c, north: d };
  }
  if (kind === "circle" && parts.length === 3) {
    if (!isLon(a) || !isLat(b) || !isReach(c)) return null;
    return { kind, lon: a, lat: b, radius_m: c };
  }
  if (kind === "border" && (parts.length === 2 || parts.length === 3)) {
    const within_m = parts.length === 2 ? STRETCH_REACH_M : c;
    if (a === undefined || b === undefined || !(a >= 0 && a < b && b <= LARGEST_KM) || !isReach(within_m)) return null;
    return { kind, from_km: a, to_km: b, within_m };
  }
  return null;
}
export function isReach(n: number | undefined): n is number {
  return n !== undefined && n >= 1 && n <= LARGEST_M;
}
function isLon(n: number | undefined): n is number {
  return n !== undefined && Math.abs(n) <= 180;
}
function isLat(n: number | undefined): n is number {
  return n !== undefined && Math.abs(n) <= 90;
}

/** A moment in the history of the data, as the API writes it: `epoch:12`, a day, a month or a UTC instant. */
export function parseAsof(text: string | null): string | null {
  return text && /^(epoch:\d{1,12}|\d{4}-\d{2}(-\d{2}(T[\d:.]+Z)?)?)$/.test(text) ? text : null;
}

/** The query string of a filter, an area and a moment, always in the same order, so equal queries are equal text. */
export function queryString(filter: Filter, area: Area | null, asof: string | null = null): string {
  const parts: string[] = [];
  const put = (key: string, value: string) => parts.push(`${key}=${encodeURIComponent(value).replace(/%2C/g, ",").replace(/%3A/g, ":")}`);
  if (area) put("area", formatArea(area));
  for (const key of LISTS) if (filter[key].length) put(key, [...filter[key]].toSorted().join(","));
  if (filter.from) put("from", filter.from);
  if (filter.to) put("to", filter.to);
  if (asof) put("asof", asof);
  return parts.join("&");
}

/** `{path}?{query}` with further fields after it. */
export function withQuery(path: string, query: string, extra: Record<string, string> = {}): string {
  const more = Object.entries(extra).map(([k, v]) => `${k}=${encodeURIComponent(v)}`);
  const all = [...more, query].filter(Boolean).join("&");
  return all ? `${path}?${all}` : path;
}

export function parseFilter(params: URLSearchParams): Filter {
  const list = (key: ListKey) => (params.get(key) ?? "").split(",").filter((v) => /^[a-z_.]{1,40}$/.test(v));
  const date = (key: string) => {
    const value = params.get(key);
    const wellFormed = value && /^(19|20|21)\d\d-\d{2}(-\d{2}(T[\d:.]+Z)?)?$/.test(value);
    // A day that is in no calendar, such as 30 February, moves to another month.
    const day = value?.slice(0, 10) ?? "";
    return wellFormed && !Number.isNaN(Date.parse(value)) && new Date(day).toJSON().startsWith(day) ? value : null;
  };
  const [from, to] = [date("from"), date("to")];
  return {
    category: list("category"),
    status: list("status"),
    channel: list("channel"),
    precision: list("precision"),
    from,
    // A period that ends before it begins has no end that anybody meant.
    to: from && to && to <= from ? null : to,
  };
}

export function isEmpty(filter: Filter): boolean {
  return LISTS.every((key) => filter[key].length === 0) && !filter.from && !filter.to;
}
export function toggled(list: readonly string[], value: string): string[] {
  return list.includes(value) ? list.filter((v) => v !== value) : [...list, value];
}
