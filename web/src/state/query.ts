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
  | { kind: "circle"; lon: number; lat: number; radius_m: number };

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
  }
}

/** Reads an area; anything malformed or out of range is null. */
export function parseArea(text: string | null): Area | null {
  const [kind, rest] = text?.match(/^([a-z]+):(.+)$/)?.slice(1) ?? [];
  if (!kind || !rest) return null;
  const parts = rest.split(",");
  if (kind === "district" || kind === "province") {
    const shape = kind === "district" ? /^\d{4}$/ : /^\d{2}$/;
    return parts.every((p) => shape.test(p)) ? { kind, codes: parts } : null;
  }
  const [a, b, c, d] = parts.map((p) => (p.trim() === "" ? Number.NaN : Number(p)));
  if (kind === "bbox" && parts.length === 4) {
    if (!isLon(a) || !isLat(b) || !isLon(c) || !isLat(d) || a >= c || b >= d) return null;
    return { kind, west: a, south: b, east: c, north: d };
  }
  if (kind === "circle" && parts.length === 3) {
    if (!isLon(a) || !isLat(b) || c === undefined || !(c > 0 && c <= 1_000_000)) return null;
    return { kind, lon: a, lat: b, radius_m: c };
  }
  return null;
}
function isLon(n: number | undefined): n is number {
  return n !== undefined && Math.abs(n) <= 180;
}
function isLat(n: number | undefined): n is number {
  return n !== undefined && Math.abs(n) <= 90;
}

/** The query string of a filter and an area, always in the same order, so equal queries are equal text. */
export function queryString(filter: Filter, area: Area | null): string {
  const parts: string[] = [];
  const put = (key: string, value: string) => parts.push(`${key}=${encodeURIComponent(value).replace(/%2C/g, ",").replace(/%3A/g, ":")}`);
  if (area) put("area", formatArea(area));
  for (const key of LISTS) if (filter[key].length) put(key, [...filter[key]].toSorted().join(","));
  if (filter.from) put("from", filter.from);
  if (filter.to) put("to", filter.to);
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
    return value && /^\d{4}-\d{2}(-\d{2}(T[\d:.]+Z)?)?$/.test(value) ? value : null;
  };
  return {
    category: list("category"),
    status: list("status"),
    channel: list("channel"),
    precision: list("precision"),
    from: date("from"),
    to: date("to"),
  };
}

export function isEmpty(filter: Filter): boolean {
  return LISTS.every((key) => filter[key].length === 0) && !filter.from && !filter.to;
}
export function toggled(list: readonly string[], value: string): string[] {
  return list.includes(value) ? list.filter((v) => v !== value) : [...list, value];
}
