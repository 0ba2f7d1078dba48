// The whole view as an address: parse and format, both pure; unknown or broken parts fall back to the default view.
import type { Lang } from "../api/types";
import type { Era } from "../time/period";
import { formatArea, parseArea, parseAsof, parseFilter, queryString, type Area, type Filter } from "./query";

export type Theme = "auto" | "light" | "dark";
export type Tab = "summary" | "reports" | "hotspots" | "risk" | "crossings";
export type Overlay = "hotspots" | "cells" | "counts" | "points" | "risk" | "crossings" | "km" | "grid";
export const OVERLAYS: readonly Overlay[] = ["hotspots", "cells", "counts", "points", "risk", "crossings", "km", "grid"];
/** What the map shows when the address names no overlays; beside an analysis only what helps to find the place. */
const AT_FIRST: readonly Overlay[] = ["hotspots", "counts", "points", "crossings", "km"];
const BESIDE_STUDY: readonly Overlay[] = ["km"];
export const atFirst = (study: Study | null) => (study ? BESIDE_STUDY : AT_FIRST);
const TABS: readonly Tab[] = ["summary", "reports", "hotspots", "risk", "crossings"];
/** What the map alone is asked for: cell size in metres, kinds and severities of risk points, the operator's base map. */
const MAP_KEYS = { res: /^(1|2|5|10)000$/, kind: /^[a-z_,]{1,200}$/, severity: /^[1-5](,[1-5])*$/, b: /^[\w.-]{1,64}$/ };
type MapKey = keyof typeof MAP_KEYS;
const LANGS: readonly Lang[] = ["th", "en", "lo", "km"];

export interface Camera {
  zoom: number;
  lat: number;
  lon: number;
}
/** What is picked out on the map beside the query's area. */
export type Selection =
  | { kind: "crossing"; id: string }
  | { kind: "place"; lon: number; lat: number }
  | { kind: "report" | "risk" | "study"; id: string };

/** A method of the analysis view with the settings that are not the usual ones; `choose` is none yet. */
export interface Study {
  method: string;
  set: Readonly<Record<string, string>>;
}
/** What the address says beside the settings of a method; a setting is whatever else it names, and the method knows its own. */
const OTHERS = /^(category|status|channel|precision|from|to|asof|method|bars|tab|on|res|kind|severity|b|lang|cal|theme|view)$/;

export interface View {
  filter: Filter;
  area: Area | null;
  /** The moment whose knowledge is shown; null for now. */
  asof: string | null;
  /** What of the question the address names and nobody can read: the answer is then wider than it meant. */
  broken: readonly string[];
  /** The accounts are shown in the map's place. */
  accounts: boolean;
  /** The bars of the time line are days, not months. */
  days: boolean;
  lang: Lang;
  /** Null: the language's own default. */
  cal: Era | null;
  theme: Theme;
  overlays: readonly Overlay[];
  map: Partial<Record<MapKey, string>>;
  sel: Selection | null;
  tab: Tab;
  study: Study | null;
}

export function defaultEra(lang: Lang): Era {
  return lang === "th" ? "be" : "ce";
}

function oneOf<T extends string>(allowed: readonly T[], value: string | null): T | null {
  return allowed.find((a) => a === value) ?? null;
}

function parseSelection(text: string | null): Selection | null {
  const crossing = /^crossing:([A-Z]\d{2,3})$/.exec(text ?? "");
  if (crossing?.[1]) return { kind: "crossing", id: crossing[1] };
  const one = /^(?:(report|risk):([0-9a-f-]{36})|(study):([\w:,.-]{1,40}))$/.exec(text ?? "");
  const [, kind, id, study, key] = one ?? [];
  if (one) return { kind: (kind ?? study) as "report" | "risk" | "study", id: id ?? key ?? "" };
  const place = /^place:(-?[\d.]+),(-?[\d.]+)$/.exec(text ?? "");
  const [lon, lat] = [Number(place?.[1]), Number(place?.[2])];
  return place && Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? { kind: "place", lon, lat } : null;
}
function formatSelection(sel: Selection): string {
  if (sel.kind === "place") return `place:${Number(sel.lon.toFixed(7))},${Number(sel.lat.toFixed(7))}`;
  return `${sel.kind}:${sel.id}`;
}

/** Two hotspot maps on each other would read as one: with one of them on, the other is off. */
export function alone(on: readonly Overlay[], last: Overlay): readonly Overlay[] {
  const other = last === "cells" ? "hotspots" : last === "hotspots" ? "cells" : null;
  return other && on.includes(last) ? on.filter((o) => o !== other) : on;
}
function mapKeys(params: URLSearchParams): View["map"] {
  const keys = Object.keys(MAP_KEYS) as MapKey[];
  return Object.fromEntries(keys.map((key) => [key, params.get(key) ?? ""]).filter(([key, value]) => MAP_KEYS[key as MapKey].test(value ?? "")));
}

function parseStudy(params: URLSearchParams): Study | null {
  const method = params.get("method");
  if (!method || !/^[a-z-]{3,20}$/.test(method)) return null;
  return { method, set: Object.fromEntries([...params].filter(([key, value]) => !OTHERS.test(key) && /^[\w.-]{1,36}$/.test(value))) };
}

function unread(params: URLSearchParams): string[] {
  const filter = parseFilter(params);
  const read = { area: parseArea(params.get("area")), asof: parseAsof(params.get("asof")), from: filter.from, to: filter.to };
  return Object.entries(read).filter(([key, value]) => params.get(key) && value === null).map(([key]) => key);
}

export function parseView(search: string): View {
  const params = new URLSearchParams(search);
  const on = params.get("on");
  const study = parseStudy(params);
  return {
    filter: parseFilter(params),
    area: parseArea(params.get("area")),
    asof: parseAsof(params.get("asof")),
    broken: unread(params),
    accounts: params.get("view") === "accounts",
    days: params.get("bars") === "day",
    lang: oneOf(LANGS, params.get("lang")) ?? "th",
    cal: oneOf<Era>(["be", "ce"], params.get("cal")),
    theme: oneOf<Theme>(["light", "dark"], params.get("theme")) ?? "auto",
    overlays: on === null ? atFirst(study) : alone(OVERLAYS.filter((o) => on.split(",").includes(o)), "cells"),
    map: mapKeys(params),
    sel: parseSelection(params.get("sel")),
    tab: oneOf(TABS, params.get("tab")) ?? "summary",
    study,
  };
}

/** `c=zoom/lat/lon`. */
export function parseCamera(search: string): Camera | null {
  const parts = (new URLSearchParams(search).get("c") ?? "").split("/").map(Number);
  const [zoom, lat, lon] = parts;
  if (parts.length !== 3 || zoom === undefined || lat === undefined || lon === undefined) return null;
  if (!(zoom >= 0 && zoom <= 22 && Math.abs(lat) <= 85 && Math.abs(lon) <= 180)) return null;
  return { zoom, lat, lon };
}
function formatCamera(c: Camera): string {
  return `${c.zoom.toFixed(2)}/${c.lat.toFixed(4)}/${c.lon.toFixed(4)}`;
}

/** The query part of the address, `""` for the default view; only what differs from the default is written. */
export function formatView(view: View, camera: Camera | null): string {
  const parts: string[] = [];
  if (view.area) parts.push(`area=${formatArea(view.area)}`);
  const filter = queryString(view.filter, null, view.asof);
  if (filter) parts.push(filter);
  if (view.study) for (const [key, value] of Object.entries({ method: view.study.method, ...view.study.set })) parts.push(`${key}=${value}`);
  if (view.accounts) parts.push("view=accounts");
  if (view.days) parts.push("bars=day");
  if (view.tab !== "summary") parts.push(`tab=${view.tab}`);
  if (view.sel) parts.push(`sel=${formatSelection(view.sel)}`);
  const on = OVERLAYS.filter((o) => view.overlays.includes(o)).join(",");
  if (on !== atFirst(view.study).join(",")) parts.push(`on=${on}`);
  for (const [key, value] of Object.entries(view.map)) if (value) parts.push(`${key}=${value}`);
  if (view.lang !== "th") parts.push(`lang=${view.lang}`);
  if (view.cal && view.cal !== defaultEra(view.lang)) parts.push(`cal=${view.cal}`);
  if (view.theme !== "auto") parts.push(`theme=${view.theme}`);
  if (camera) parts.push(`c=${formatCamera(camera)}`);
  return parts.length ? `?${parts.join("&")}` : "";
}
