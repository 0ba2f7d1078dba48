// Lao and Cambodian districts: a quiet backdrop with their names at closer zoom.
import { computed } from "@preact/signals";
import { EMPTY, type Feature, type FeatureCollection, type Geometry } from "../../api/types";
import { neighbours } from "../../state/data";
import { palette } from "../palette";
import { FONT, type MapLayer } from "./layer";

/** The middle of a shape's bounding box: near enough for a quiet name, and one name a shape whatever the tiles. */
function middle(geometry: Geometry): [number, number] | null {
  if (geometry.type !== "Polygon" && geometry.type !== "MultiPolygon") return null;
  const ring = (geometry.type === "Polygon" ? geometry.coordinates[0] : geometry.coordinates[0]?.[0]) ?? [];
  const lons = ring.map(([lon]) => lon);
  const lats = ring.map(([, lat]) => lat);
  return ring.length ? [(Math.min(...lons) + Math.max(...lons)) / 2, (Math.min(...lats) + Math.max(...lats)) / 2] : null;
}

const names = computed<FeatureCollection>(() => {
  const features: Feature[] = [];
  for (const f of neighbours.value.data?.features ?? []) {
    const at = middle(f.geometry);
    const name = f.properties["name_en"];
    if (at && name) features.push({ type: "Feature", geometry: { type: "Point", coordinates: at }, properties: { name } });
  }
  return { type: "FeatureCollection", features };
});

export const neighboursLayer: MapLayer = {
  id: "neighbours",
  sources: { neighbours: computed(() => neighbours.value.data ?? EMPTY) },
  style: () => [
    { id: "neighbour-fill", type: "fill", source: "neighbours", paint: { "fill-color": palette.value.foreign } },
    {
      id: "neighbour-line",
      type: "line",
      source: "neighbours",
      minzoom: 8,
      paint: { "line-color": palette.value.foreignLine, "line-width": 0.6 },
    },
  ],
};

export const neighbourNamesLayer: MapLayer = {
  id: "neighbour-names",
  sources: { "neighbour-points": names },
  style: () => [
    {
      id: "neighbour-name",
      type: "symbol",
      source: "neighbour-points",
      minzoom: 10,
      layout: {
        "text-field": ["get", "name"],
        "text-font": FONT,
        "text-size": 11,
        "text-padding": 12,
        "text-letter-spacing": 0.04,
      },
      paint: { "text-color": palette.value.inkSoft, "text-opacity": 0.75, "text-halo-color": palette.value.foreign, "text-halo-width": 1.2 },
    },
  ],
};
