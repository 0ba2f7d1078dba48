// The area asked about (box or circle), the point clicked and the box being drawn.
import { computed, signal } from "@preact/signals";
import type { Area } from "../../state/query";
import type { Feature, FeatureCollection } from "../../api/types";
import { area, selection } from "../../state/view";
import { palette } from "../palette";
import type { MapLayer } from "./layer";

/** The box under the pointer while it is drawn. */
export const draft = signal<Area | null>(null);

const EARTH_RADIUS_M = 6_371_008.8;
/** A circle of metres as a ring of 96 points; for drawing only, the server decides what is inside. */
export function circleRing(lon: number, lat: number, radius_m: number): [number, number][] {
  const rad = Math.PI / 180;
  const d = radius_m / EARTH_RADIUS_M;
  const phi = lat * rad;
  return Array.from({ length: 97 }, (_, i): [number, number] => {
    const bearing = (2 * Math.PI * (i % 96)) / 96;
    const phi2 = Math.asin(Math.sin(phi) * Math.cos(d) + Math.cos(phi) * Math.sin(d) * Math.cos(bearing));
    const shift = Math.atan2(Math.sin(bearing) * Math.sin(d) * Math.cos(phi), Math.cos(d) - Math.sin(phi) * Math.sin(phi2));
    return [lon + shift / rad, phi2 / rad];
  });
}

function outline(shape: Area | null): Feature[] {
  if (shape?.kind === "bbox") {
    const { west: w, south: s, east: e, north: n } = shape;
    const ring: [number, number][] = [[w, s], [e, s], [e, n], [w, n], [w, s]];
    return [{ type: "Feature", geometry: { type: "Polygon", coordinates: [ring] }, properties: { kind: "area" } }];
  }
  if (shape?.kind === "circle") {
    const ring = circleRing(shape.lon, shape.lat, shape.radius_m);
    return [{ type: "Feature", geometry: { type: "Polygon", coordinates: [ring] }, properties: { kind: "area" } }];
  }
  return [];
}

const source = computed<FeatureCollection>(() => {
  const features = outline(draft.value ?? area.value);
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
      id: "place-mark",
      type: "symbol",
      source: "selection",
      filter: ["==", ["get", "kind"], "place"],
      layout: { "icon-image": "crosshair", "icon-allow-overlap": true, "icon-ignore-placement": true },
    },
  ],
};
