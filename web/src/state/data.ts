// Everything the page has fetched: the fixed reference layers once, the answers to the current query as it changes.
import { computed, signal } from "@preact/signals";
import type {
  CountAnswer, Crossing, Crossings, District, Districts, FeatureCollection, Hotspots, Moment, Names, PlaceAnswer, ReportPage, Right, SavedShape,
  Vocabulary,
} from "../api/types";
import { t } from "../i18n";
import { mapFailed } from "../map/handle";
import { contacted, epoch } from "./freshness";
import { withQuery } from "./query";
import { remote } from "./remote";
import { may } from "./session";
import { area, asof, lang, mapQuery, panelQuery, selection } from "./view";

/**
 * Reads the epoch so that new data on the server asks again; the path itself stays the same. Nothing is asked before the
 * server has said its epoch (or failed to): asked earlier, everything would be asked twice. What
 * needs a right is asked by who has it.
 */
export function live(path: () => string | null, right?: Right): () => string | null | undefined {
  return () => {
    if (right && !may(right)) return null;
    // What was known at an earlier moment does not change.
    if (!asof.value) void epoch.value;
    return contacted.value ? path() : undefined;
  };
}

export const vocabulary = remote<Vocabulary>(() => "vocabulary");
export const districts = remote<Districts>(live(() => "districts"));
/** Set when somebody is about to ask by a stretch of the line. */
export const borderWanted = signal(false);
/** The line as GeoJSON: for a stretch of it, and for the map without WebGL. */
export const border = remote<FeatureCollection>(() => (mapFailed.value || borderWanted.value || area.value?.kind === "border" ? "border" : null));
export const crossings = remote<Crossings>(live(() => "crossings"));

// The map: the filter without its area, so that the surroundings of an area stay visible.
export const districtCounts = remote<CountAnswer>(live(() => withQuery("count", mapQuery.value, { group_by: "district" }), "see_counts"));
/** The largest count of a district, which its circle is drawn by. */
export const mostInDistrict = computed(() => Math.max(1, ...(districtCounts.value.data?.groups ?? []).map((g) => (g.key ? g.count : 0))));
export const confirmedCounts = remote<CountAnswer>(
  live(() => {
    const asked = new URLSearchParams(mapQuery.value).get("status");
    if (asked && !asked.split(",").includes("confirmed")) return null;
    const rest = mapQuery.value.split("&").filter((p) => !p.startsWith("status=")).join("&");
    return withQuery("count", rest, { status: "confirmed", group_by: "district" });
  }, "see_counts"),
);
export const hotspots = remote<Hotspots>(live(() => withQuery("hotspots", mapQuery.value, { method: "gi-star" }), "see_counts"));

// The panel: the same filter within its area.
export const byCategory = remote<CountAnswer>(live(() => withQuery("count", panelQuery.value, { group_by: "category" }), "see_counts"));
export const byStatus = remote<CountAnswer>(live(() => withQuery("count", panelQuery.value, { group_by: "status" }), "see_counts"));
export const PAGE = 100;
export const reports = remote<ReportPage>(live(() => withQuery("reports", panelQuery.value, { limit: String(PAGE) }), "see_reports"));
/** What must be said of reports that come from the news, or were made up; as far as the first page of them shows it. */
export const samples = computed(() => {
  const some = (which: (p: ReportPage["features"][number]["properties"]) => boolean) => reports.value.data?.features.some((f) => which(f.properties));
  return [some((p) => p.synthetic) && t.value.sample_made, some((p) => !p.synthetic && p.channel === "open_source") && t.value.sample_news].filter(Boolean).join(" ");
});
export const placeAnswer = remote<PlaceAnswer>(() => {
  const sel = selection.value;
  return sel?.kind === "place" ? `place?lon=${sel.lon}&lat=${sel.lat}` : null;
});

/** The polygon that a saved area stands for; only its server knows it. */
export const savedArea = remote<SavedShape>(() => (area.value?.kind === "saved" ? `areas/${area.value.id}` : null));
/** Which change the moment asked for is, and when it was committed. */
export const moment = remote<Moment>(() => (asof.value ? `moment?asof=${encodeURIComponent(asof.value)}` : null));

const districtByCode = computed(() => new Map((districts.value.data?.districts ?? []).map((d) => [d.code, d])));
const provinceByCode = computed(
  () => new Map((districts.value.data?.districts ?? []).map((d) => [d.code.slice(0, 2), d.province?.names])),
);
const crossingById = computed(() => new Map((crossings.value.data?.crossings ?? []).map((c) => [c.id, c])));

export function district(code: string): District | undefined {
  return districtByCode.value.get(code);
}
export function crossing(id: string): Crossing | undefined {
  return crossingById.value.get(id);
}
/** A name in the page's language; Lao and Khmer fall back to English, Thai to nothing. */
export function nameOf(names: Names | null | undefined, fallback = ""): string {
  return names?.[lang.value] ?? names?.en ?? names?.th ?? fallback;
}
export function districtName(code: string | null): string {
  return code ? nameOf(district(code)?.names, code) : "";
}
export function provinceName(code: string | null): string {
  return code ? nameOf(provinceByCode.value.get(code), code) : "";
}

export type TermList = "categories" | "statuses" | "channels" | "agencies" | "precisions" | "crossing_kinds" | "crossing_statuses" | "risk_point_kinds";
const termNames = computed(() => {
  const all = vocabulary.value.data;
  const index = new Map<string, Names>();
  if (all) {
    for (const list of Object.keys(all) as TermList[]) {
      for (const { code, names } of all[list] ?? []) index.set(`${list}/${code}`, names);
    }
  }
  return index;
});
/** The vocabulary's word for a code, or the page's own. */
export function term(list: TermList, code: string | null): string {
  if (!code) return "";
  return nameOf(termNames.value.get(`${list}/${code}`)) || (t.value.terms[list]?.[code] ?? code);
}
/** Why the question in the address cannot be answered here, where that is known; not a failure of the server. */
export const unanswerable = computed<"area" | "crossing" | "moment" | null>(() => {
  const asked = area.value;
  if (moment.value.error?.problem.status === 400) return "moment";
  if (savedArea.value.error?.problem.status === 404) return "area";
  return asked?.kind === "crossing" && crossings.value.data && !crossing(asked.id)?.position ? "crossing" : null;
});
export function countsByTop(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const g of byCategory.value.data?.groups ?? []) {
    const top = g.key?.split(".")[0] ?? "other";
    counts.set(top, (counts.get(top) ?? 0) + g.count);
  }
  return counts;
}
export const topCategories = computed(() => (vocabulary.value.data?.categories ?? []).filter((c) => !c.parent));
