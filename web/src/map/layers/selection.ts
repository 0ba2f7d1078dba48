// The area asked about, the point clicked and the shape being drawn.
import { computed } from "@preact/signals";
import type { Area } from "../../state/query";
import type { Feature, FeatureCollection, Geometry } from "../../api/types";
import { border, crossing, savedArea } from "../../state/data";
import { area, selection } from "../../state/view";
import { circleRing } from "../circle";
import { draft } from "../drawing";
import { stretchOf } from "../stretch";
import { palette } from "../palette";
import type { MapLayer } from "./layer";

/** What an area looks like on the map; districts and provinces have their own drawing. */
function outline(shape: Area | null): Geometry | null {
  switch (shape?.kind) {
    case "bbox": {
      const { west: w, south: s, east: e, north: n } = shape;
      return { type: "Polygon", coordinates: [[[w, s], [e, s], [e, n], [w, n], [w, s]]] };
    }
    case "circle":
      return { type: "Polygon", coordinates: [circleRing(shape.lon, shape.lat, shape.radius_m)] };
    case "crossing": {
      const at = crossing(shape.id)?.position;
      return at ? { type: "Polygon", coordinates: [circleRing(at.lon, at.lat, shape.radius_m)] } : null;
    }
    case "border":
      return { type: "MultiLineString", coordinates: stretchOf(border.value.data?.features ?? [], shape.from_km, shape.to_km) };
    case "saved":
      return savedArea.value.data?.geometry ?? null;
    default:
      return null;
  }
}

const source = computed<FeatureCollection>(() => {
  const features: Feature[] = [];
  const geometry = outline(draft.value ?? area.value);
  if (geometry) features.push({ type: "Feature", geometry, properties: { kind: geometry.type === "MultiLineString" ? "stretch" : "area" } });
  const sel = selection.value;
  if (sel?.kind === "place") {
    features.push({ type: "Feature", geometry: { type: "Point", coordinates: [sel.lon, sel.lat] }, properties: { kind: "place" } });
  }
  return { type: "FeatureCollection", features };
});

export const selectionLayer: MapLayer = {
  id: "selection",
  sources: { selection: source },
  style: () => [
    {
      id: "area-fill",
      type: "fill",
      source: "selection",
      filter: ["==", ["get", "kind"], "area"],
      paint: { "fill-color": palette.value.select, "fill-opacity": 0.07 },
    },
    {
      id: "area-line",
      type: "line",
      source: "selection",
      filter: ["==", ["get", "kind"], "area"],
      paint: { "line-color": palette.value.select, "line-width": 2 },
    },
    {
      id: "stretch",
      type: "line",
      source: "selection",
      filter: ["==", ["get", "kind"], "stretch"],
      layout: { "line-join": "round", "line-cap": "round" },
      paint: { "line-color": palette.value.select, "line-width": ["interpolate", ["linear"], ["zoom"], 5, 4, 10, 8], "line-opacity": 0.75 },
    },
    {
      id: "place-mark",
      type: "symbol",
      source: "selection",
      filter: ["==", ["get", "kind"], "place"],
      layout: { "icon-image": "crosshair", "icon-allow-overlap": true, "icon-ignore-placement": true },
    },
  ],
};
