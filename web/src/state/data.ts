// Everything the page has fetched: the fixed reference layers once, the answers to the current query as it changes.
import { computed } from "@preact/signals";
import type {
  CountAnswer, Crossing, Crossings, District, Districts, Hotspots, Names, PlaceAnswer, ReportPage,
  Vocabulary,
} from "../api/types";
import { t } from "../i18n";
import { contacted, epoch } from "./freshness";
import { withQuery } from "./query";
import { remote } from "./remote";
import { lang, mapQuery, panelQuery, selection } from "./view";

/**
 * Reads the epoch so that new data on the server asks again; the path itself stays the same. Nothing is asked before the
 * server has said its epoch (or failed to): asked earlier, everything would be asked twice.
 */
export function live(path: () => string | null): () => string | null | undefined {
  return () => {
    void epoch.value;
    return contacted.value ? path() : undefined;
  };
}

export const vocabulary = remote<Vocabulary>(() => "vocabulary");
export const districts = remote<Districts>(live(() => "districts"));
export const crossings = remote<Crossings>(live(() => "crossings"));

// The map: the filter without its area, so that the surroundings of an area stay visible.
export const districtCounts = remote<CountAnswer>(live(() => withQuery("count", mapQuery.value, { group_by: "district" })));
export const confirmedCounts = remote<CountAnswer>(
  live(() => {
    const asked = new URLSearchParams(mapQuery.value).get("status");
    if (asked && !asked.split(",").includes("confirmed")) return null;
    const rest = mapQuery.value.split("&").filter((p) => !p.startsWith("status=")).join("&");
    return withQuery("count", rest, { status: "confirmed", group_by: "district" });
  }),
);
export const hotspots = remote<Hotspots>(live(() => withQuery("hotspots", mapQuery.value, { method: "gi-star" })));

// The panel: the same filter within its area.
export const byCategory = remote<CountAnswer>(live(() => withQuery("count", panelQuery.value, { group_by: "category" })));
export const byStatus = remote<CountAnswer>(live(() => withQuery("count", panelQuery.value, { group_by: "status" })));
export const byMonth = remote<CountAnswer>(live(() => withQuery("count", panelQuery.value, { group_by: "month" })));
export const PAGE = 100;
export const reports = remote<ReportPage>(live(() => withQuery("reports", panelQuery.value, { limit: String(PAGE) })));
export const placeAnswer = remote<PlaceAnswer>(() => {
  const sel = selection.value;
  return sel?.kind === "place" ? `place?lon=${sel.lon}&lat=${sel.lat}` : null;
});

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
export const topCategories = computed(() => (vocabulary.value.data?.categories ?? []).filter((c) => !c.parent));
