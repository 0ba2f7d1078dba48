// The 230 districts of the border provinces: thin lines, the target districts emphasised, the chosen one outlined.
import { computed } from "@preact/signals";
import type { Feature, FeatureCollection } from "../../api/types";
import { districtCounts, districts, mostInDistrict, nameOf } from "../../state/data";
import { edition } from "../../state/freshness";
import { basemap } from "../../state/map-data";
import { area, asof, overlays } from "../../state/view";
import { palette } from "../palette";
import { radiusOf } from "../symbols";
import { FONT, tiles, type MapLayer } from "./layer";

/** Shapes without a question: numbers and colours come with the answers, so that another question fetches no shapes. */
const DISTRICT_ZOOM = 12;
const shapes = computed(() => tiles("districts", asof.value ? `asof=${asof.value}` : "", DISTRICT_ZOOM, edition.value));

/** Where a district's name and circle stand; the name keeps clear of the circle (offset in ems of its text). */
const insidePoints = computed<FeatureCollection>(() => {
  const shown = overlays.value.includes("counts") ? (districtCounts.value.data?.groups ?? []) : [];
  const counts = new Map(shown.map((g) => [g.key, g.count]));
  const features = (districts.value.data?.districts ?? []).map((d): Feature => {
    const count = counts.get(d.code) ?? 0;
    return {
      type: "Feature",
      geometry: { type: "Point", coordinates: [d.lon, d.lat] },
      properties: {
        code: d.code,
        name: nameOf(d.names),
        target: Boolean(d.target),
        rank: d.target ? 0 : d.border_district ? 1 : 2,
        offset: count > 0 ? 0.5 + radiusOf(count, mostInDistrict.value) / 12 : 0,
      },
    };
  });
  return { type: "FeatureCollection", features };
});

const provincePoints = computed<FeatureCollection>(() => {
  const groups = new Map<string, { name: string; lon: number; lat: number; n: number }>();
  for (const d of districts.value.data?.districts ?? []) {
    const code = d.code.slice(0, 2);
    const g = groups.get(code) ?? { name: nameOf(d.province?.names), lon: 0, lat: 0, n: 0 };
    groups.set(code, { name: g.name, lon: g.lon + d.lon, lat: g.lat + d.lat, n: g.n + 1 });
  }
  const features: Feature[] = [...groups].map(([code, g]) => ({
    type: "Feature",
    geometry: { type: "Point", coordinates: [g.lon / g.n, g.lat / g.n] },
    properties: { code, name: g.name },
  }));
  return { type: "FeatureCollection", features };
});

const chosen = computed(() => (area.value?.kind === "district" ? area.value.codes : []));
const chosenProvinces = computed(() => (area.value?.kind === "province" ? area.value.codes : []));

export const districtsLayer: MapLayer = {
  id: "districts",
  sources: { districts: shapes, "district-points": insidePoints, "province-points": provincePoints },
  style: () => [
    {
      id: "district-fill",
      type: "fill",
      source: "districts",
      "source-layer": "districts",
      paint: {
        "fill-color": ["case", ["get", "target"], palette.value.target, palette.value.thailand],
        // Over the operator's map only the target districts keep a tint; the rest stays there for a click.
        "fill-opacity": basemap.value ? ["case", ["get", "target"], 0.3, 0.01] : 1,
      },
    },
  ],
};

export const districtLinesLayer: MapLayer = {
  id: "district-lines",
  sources: {},
  style: () => [
    {
      id: "district-line",
      type: "line",
      source: "districts",
      "source-layer": "districts",
      paint: {
        "line-color": palette.value.districtLine,
        "line-width": ["interpolate", ["linear"], ["zoom"], 5, 0.4, 8, 0.8, 12, 1.2],
      },
    },
    {
      id: "target-line",
      type: "line",
      source: "districts",
      "source-layer": "districts",
      filter: ["get", "target"],
      layout: { "line-join": "round" },
      paint: {
        "line-color": palette.value.targetLine,
        "line-width": ["interpolate", ["linear"], ["zoom"], 5, 1.3, 8, 2.1, 12, 3],
      },
    },
  ],
};

export const chosenDistrictLayer: MapLayer = {
  id: "chosen-district",
  sources: {},
  style: () => [
    {
      id: "chosen-halo",
      type: "line",
      source: "districts",
      "source-layer": "districts",
      filter: chosenFilter(),
      layout: { "line-join": "round" },
      paint: { "line-color": palette.value.halo, "line-width": 6 },
    },
    {
      id: "chosen-line",
      type: "line",
      source: "districts",
      "source-layer": "districts",
      filter: chosenFilter(),
      layout: { "line-join": "round" },
      paint: { "line-color": palette.value.select, "line-width": 2.5 },
    },
  ],
};
function chosenFilter(): ["any", ["in", ["get", "code"], ["literal", string[]]], ["in", ["slice", ["get", "code"], 0, 2], ["literal", string[]]]] {
  return [
    "any",
    ["in", ["get", "code"], ["literal", [...chosen.value]]],
    ["in", ["slice", ["get", "code"], 0, 2], ["literal", [...chosenProvinces.value]]],
  ];
}

export const districtNamesLayer: MapLayer = {
  id: "district-names",
  sources: {},
  style: () => [
    {
      id: "province-name",
      type: "symbol",
      source: "province-points",
      maxzoom: 8.2,
      layout: {
        "text-field": ["get", "name"],
        "text-font": FONT,
        "text-size": ["interpolate", ["linear"], ["zoom"], 5, 10.5, 8, 14],
        "text-padding": 4,
      },
      paint: { "text-color": palette.value.inkSoft, "text-halo-color": palette.value.halo, "text-halo-width": 1.4 },
    },
    {
      id: "district-name",
      type: "symbol",
      source: "district-points",
      minzoom: 8,
      layout: {
        "text-field": ["get", "name"],
        "text-font": FONT,
        "text-size": ["interpolate", ["linear"], ["zoom"], 8, ["case", ["get", "target"], 12, 10.5], 12, ["case", ["get", "target"], 16, 14]],
        "text-variable-anchor": ["top", "bottom", "left", "right"],
        "text-radial-offset": ["get", "offset"],
        "text-max-width": 7,
        "symbol-sort-key": ["get", "rank"],
      },
      paint: {
        "text-color": ["case", ["get", "target"], palette.value.ink, palette.value.inkSoft],
        "text-halo-color": palette.value.halo,
        "text-halo-width": 1.4,
      },
    },
  ],
};
