// Incidents: counted in their district as circles, and as symbols only where the report has coordinates.
import { computed } from "@preact/signals";
import type { ExpressionSpecification } from "maplibre-gl";
import type { Feature, FeatureCollection } from "../../api/types";
import { confirmedCounts, district, districtCounts, mostInDistrict } from "../../state/data";
import { epoch } from "../../state/freshness";
import { area, mapQuery, overlays } from "../../state/view";
import { palette } from "../palette";
import { CATEGORY_CODES, radiusOf } from "../symbols";
import { FONT, tiles, visible, type MapLayer } from "./layer";

const counts = computed<FeatureCollection>(() => {
  const confirmed = new Map((confirmedCounts.value.data?.groups ?? []).map((g) => [g.key, g.count]));
  const features: Feature[] = [];
  for (const group of districtCounts.value.data?.groups ?? []) {
    const d = group.key ? district(group.key) : undefined;
    if (!d || group.count === 0) continue;
    const sure = confirmed.get(group.key) ?? 0;
    const radius = radiusOf(group.count, mostInDistrict.value);
    features.push({
      type: "Feature",
      geometry: { type: "Point", coordinates: [d.lon, d.lat] },
      properties: { code: d.code, count: group.count, radius, sure: radius * Math.sqrt(sure / group.count), order: -group.count },
    });
  }
  return { type: "FeatureCollection", features };
});

export const countsLayer: MapLayer = {
  id: "counts",
  overlay: "counts",
  title: (t) => t.layer_counts,
  table: "summary",
  sources: { counts },
  style: () => {
    const visibility = visible(overlays.value.includes("counts"));
    const p = palette.value;
    const chosen = area.value?.kind === "district" ? [...area.value.codes] : null;
    const opacity = chosen ? ["case", ["in", ["get", "code"], ["literal", chosen]], 1, 0.55] : 1;
    return [
      {
        id: "count-ring",
        type: "circle",
        source: "counts",
        layout: { visibility, "circle-sort-key": ["get", "order"] },
        paint: {
          "circle-radius": zoomed("radius"),
          "circle-color": p.halo,
          // Nearly clear far out, so that a hotspot's colour shows through.
          "circle-opacity": ["interpolate", ["linear"], ["zoom"], 5, 0.12, 9, 0.3],
          "circle-stroke-color": p.ink,
          "circle-stroke-width": 1.4,
          "circle-stroke-opacity": opacity as never,
        },
      },
      {
        id: "count-confirmed",
        type: "circle",
        source: "counts",
        layout: { visibility },
        filter: [">", ["get", "sure"], 0],
        paint: { "circle-radius": zoomed("sure"), "circle-color": p.inkSoft, "circle-opacity": 0.35 },
      },
      {
        id: "count-number",
        type: "symbol",
        source: "counts",
        layout: {
          visibility,
          "text-field": ["to-string", ["get", "count"]],
          "text-font": FONT,
          "text-size": ["interpolate", ["linear"], ["zoom"], 4, 9, 5.5, 10.5, 8, 13],
          "text-allow-overlap": ["step", ["zoom"], false, 5.2, true],
          "symbol-sort-key": ["get", "order"],
        },
        paint: { "text-color": p.ink, "text-halo-color": p.halo, "text-halo-width": 2 },
      },
    ];
  },
};
function zoomed(property: string): never {
  return ["interpolate", ["linear"], ["zoom"], 4, ["*", 0.4, ["get", property]], 5.5, ["*", 0.65, ["get", property]], 8, ["get", property], 12, ["*", 1.3, ["get", property]]] as never;
}

/** From here on the server sends each report, unless they crowd; further out it counts them in squares. */
export const SYMBOLS_ZOOM = 9;
const REPORT_ZOOM = 16;
const reports = computed(() => tiles("reports", mapQuery.value, REPORT_ZOOM, epoch.value));

const certainty: ExpressionSpecification = ["match", ["get", "status"], "confirmed", "confirmed", "unverified", "unverified", "struck"];
/** The icon of a report's top category; a category without one of its own is drawn as "other". */
function icon(): ExpressionSpecification {
  const branches = CATEGORY_CODES.flatMap((code) => [code, code]);
  const dot: ExpressionSpecification = ["index-of", ".", ["get", "category"]];
  const top: ExpressionSpecification = ["case", [">=", dot, 0], ["slice", ["get", "category"], 0, dot], ["get", "category"]];
  return ["concat", "incident/", ["match", top, ...branches, "other"] as unknown as ExpressionSpecification, "/", certainty];
}

export const pointsLayer: MapLayer = {
  id: "points",
  overlay: "points",
  title: (t) => t.layer_points,
  table: "reports",
  export: "reports",
  sources: { reports },
  style: () => {
    const visibility = visible(overlays.value.includes("points"));
    const p = palette.value;
    // The squares that the server counts in are 32 pixels wide: a circle must leave its neighbour room.
    const radius: ExpressionSpecification = ["min", 13, ["+", 2.5, ["*", 1.1, ["sqrt", ["get", "count"]]]]];
    return [
      {
        id: "point-group",
        type: "circle",
        source: "reports",
        "source-layer": "reports",
        filter: ["has", "count"],
        layout: { visibility, "circle-sort-key": ["-", 0, ["get", "count"]] },
        paint: {
          "circle-radius": radius,
          "circle-color": p.inkSoft,
          "circle-opacity": ["interpolate", ["linear"], ["/", ["get", "confirmed"], ["get", "count"]], 0, 0.12, 1, 0.5],
          "circle-stroke-color": p.inkSoft,
          "circle-stroke-width": 0.8,
        },
      },
      {
        id: "point-group-number",
        type: "symbol",
        // Further out these circles tell where, the districts' circles how many.
        minzoom: 7,
        source: "reports",
        "source-layer": "reports",
        filter: [">", ["coalesce", ["get", "count"], 0], 1],
        layout: {
          visibility,
          "text-field": ["to-string", ["get", "count"]],
          "text-font": FONT,
          "text-size": 10.5,
          "symbol-sort-key": ["-", 0, ["get", "count"]],
        },
        paint: { "text-color": p.ink, "text-halo-color": p.halo, "text-halo-width": 1.6 },
      },
      {
        id: "incident-point",
        type: "symbol",
        source: "reports",
        "source-layer": "reports",
        filter: ["has", "category"],
        layout: {
          visibility,
          "icon-image": icon(),
          "icon-size": ["interpolate", ["linear"], ["zoom"], SYMBOLS_ZOOM, 0.85, 11, 1],
          "icon-allow-overlap": true,
        },
      },
    ];
  },
};
