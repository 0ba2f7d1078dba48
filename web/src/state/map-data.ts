// What only the map and the tables beside it fetch, with their own code: cells, risk points, the simple map's shapes.
import { computed, signal } from "@preact/signals";
import type { Basemaps, CellHotspots, FeatureCollection, ReportFeature, ReportPage, RiskPage } from "../api/types";
import { mapFailed, mapHandle } from "../map/handle";
import { live } from "./data";
import { edition } from "./freshness";
import { NO_FILTER, formatArea, queryString, withQuery } from "./query";
import { remote } from "./remote";
import { area, asof, mapQuery, overlays, selection, tab, view } from "./view";

/** Asks only once somebody needs it. */
function onDemand<T>(path: () => string) {
  const wanted = signal(false);
  return { answer: remote<T>(() => (wanted.value ? path() : null)), ask: () => void (wanted.value = true) };
}
/** Towns by name, for the search. */
export const places = onDemand<FeatureCollection>(() => "places");
/** Shapes as GeoJSON, for the map without WebGL. */
export const boundaries = remote<FeatureCollection>(() => {
  void edition.value;
  return mapFailed.value ? "boundaries/current" : null;
});

/** Sides of a hotspot cell in metres, as the server takes them. */
export const CELL_SIZES = [1000, 2000, 5000, 10_000] as const;
const DEFAULT_CELL_M = 5000;
export const cellSize = computed(() => Number(view.value.map.res ?? DEFAULT_CELL_M));
/** Cell hotspots of the map's question, while the layer is on. */
export const cells = remote<CellHotspots>(
  live(() => (overlays.value.includes("cells") ? withQuery("hotspots", mapQuery.value, { method: "gi-star", cell_m: String(cellSize.value) }) : null)),
);

/** What narrows risk points beside the area; in the API's own names. */
const riskFilter = computed(() => {
  const { kind, severity } = view.value.map;
  return [kind && `kind=${kind}`, severity && `severity=${severity}`].filter(Boolean).join("&");
});
/** On the map the surroundings of an area stay visible, as with incidents. */
const riskMapQuery = computed(() => [queryString(NO_FILTER, null, asof.value), riskFilter.value].filter(Boolean).join("&"));
/** As many as the map draws from one answer. */
const MOST_ON_MAP = "5000";
export const riskOnMap = remote<RiskPage>(live(() => (overlays.value.includes("risk") ? withQuery("risk-points", riskMapQuery.value, { limit: MOST_ON_MAP }) : null)));
export const riskQuery = computed(() => [queryString(NO_FILTER, area.value, asof.value), riskFilter.value].filter(Boolean).join("&"));
export const RISK_PAGE = 200;
export const riskShown = computed(() => overlays.value.includes("risk") || tab.value === "risk" || view.value.sel?.kind === "risk");
export const riskPoints = remote<RiskPage>(live(() => (riskShown.value ? withQuery("risk-points", riskQuery.value, { limit: String(RISK_PAGE) }) : null), "see_risk_points"));

/** The base maps that this server's operator offers; mostly none. */
export const basemaps = remote<Basemaps>(() => "basemaps");
export const basemap = computed(() => basemaps.value.data?.basemaps.find((b) => b.id === view.value.map.b) ?? null);

/** A report picked on the map may be on none of the table's pages: it is looked for among the points in view. */
const pointsInView = remote<ReportPage>(
  live(() => {
    if (selection.value?.kind !== "report") return null;
    const map = mapHandle.value;
    if (!map && !mapFailed.value) return null;
    const precision: Record<string, string> = new URLSearchParams(mapQuery.value).has("precision") ? {} : { precision: "exact,village" };
    const around: Record<string, string> = map ? { area: formatArea({ kind: "bbox", ...map.bounds() }) } : {};
    return withQuery("reports", mapQuery.value, { ...around, ...precision, limit: "5000" });
  }, "see_reports"),
);
export function pointReport(id: string): ReportFeature | undefined {
  return pointsInView.value.data?.features.find((f) => f.id === id);
}
