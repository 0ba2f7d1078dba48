// A result as shapes: squares, hulls and circles as GeoJSON, districts by code, each with how it looks. Pure but for colours.
import type { AlertsBody, BorderProfileFields, ClusterFields, ContourFields, PlaceFields, SilentPlaceFields, StudyResult, ZoneFields } from "../../api/schema";
import type { Feature, Geometry } from "../../api/types";
import { circleRing } from "../circle";
import { palette } from "../palette";
import { FEWEST_COLOURED, SURE_P, labelColour, labelParts, moranColour, ramp, rateClass, riskClass, silenceColour, strongRamp } from "./looks";

/** As many as the map draws from one answer. */
export const MOST_DRAWN = 5000;

export interface Look {
  /** What a click on it picks. */
  key: string;
  fill?: string;
  opacity?: number;
  /** The name of an image. */
  pattern?: string;
  edge?: "solid" | "dashed";
  strong?: boolean;
  /** The colour of a line that says something by itself. */
  stroke?: string;
  /** How thick that line is, 1 being the thickest. */
  weight?: number;
  /** The name of an image in its middle. */
  mark?: string;
  /** A text in its middle: a rank in a badge, or letters alone. */
  label?: string;
  letters?: string;
}
export interface Drawn {
  features: Feature[];
  districts: (Look & { code: string })[];
  /** What the answer holds, where the map draws fewer. */
  of: number;
}

const shape = (geometry: Geometry, look: Look): Feature => ({ type: "Feature", geometry, properties: { ...look } });
const position = ([lon = 0, lat = 0]: readonly number[]): [number, number] => [lon, lat];
function ring(corners: readonly (readonly number[])[]): [number, number][] {
  const points = corners.map(position);
  return points[0] ? [...points, points[0]] : points;
}
/** A square as a shape, a district as its code. */
function put(drawn: Drawn, place: PlaceFields, look: Look): void {
  if (place.corners) drawn.features.push(shape({ type: "Polygon", coordinates: [ring(place.corners)] }, look));
  else drawn.districts.push({ ...look, code: place.district });
}
/** Strong contours and what stands out first, so that what is left out is what says least. */
function cut(drawn: Drawn): Drawn {
  return drawn.features.length > MOST_DRAWN ? { ...drawn, features: drawn.features.slice(0, MOST_DRAWN) } : drawn;
}

/** Where things are that the answer only names. */
export interface Ground {
  district: (code: string) => [number, number] | null;
  crossing: (id: string) => [number, number] | null;
  /** The border line between two kilometres; nothing before it was fetched. */
  line: (fromKm: number, toKm: number) => [number, number][][];
}

export function drawnOf(result: StudyResult | null, ground: Ground): Drawn {
  const drawn: Drawn = { features: [], districts: [], of: 0 };
  const { hotspot, ink, inkSoft } = palette.value;
  switch (result?.of) {
    case "emerging": {
      const order = (label: string) => (label === "no_pattern" ? 1 : 0);
      for (const cell of result.cells.toSorted((a, b) => order(a.label) - order(b.label) || b.count - a.count)) {
        const parts = labelParts(cell.label);
        const fill = labelColour(cell.label);
        if (!parts || !fill) put(drawn, cell, { key: cell.id, pattern: "hatch" });
        else put(drawn, cell, { key: cell.id, fill, edge: parts.direction === "hot" ? "solid" : "dashed", mark: `study/${parts.kind}` });
      }
      break;
    }
    case "local-moran":
      for (const place of result.places) {
        const fill = moranColour(place.class);
        const at = place.corners ? null : ground.district(place.district);
        const edge = place.class.startsWith("h") ? "solid" : "dashed";
        const look: Look = fill ? { key: place.id, fill, edge, ...(place.corners && { letters: place.class }) } : { key: place.id, pattern: "hatch" };
        put(drawn, place, look);
        if (fill && at) drawn.features.push(shape({ type: "Point", coordinates: at }, { key: place.id, letters: place.class }));
      }
      break;
    case "scan":
      for (const [i, cluster] of result.clusters.entries()) {
        const strong = cluster.p <= SURE_P;
        const look: Look = { key: `cluster-${i + 1}`, edge: strong ? "solid" : "dashed", strong, ...(strong && { fill: hotspot.hot95, opacity: 0.35 }) };
        for (const place of cluster.places) put(drawn, place, look);
        if (cluster.radius_m > 0) {
          drawn.features.push(shape({ type: "LineString", coordinates: circleRing(cluster.lon, cluster.lat, cluster.radius_m) }, { key: look.key, edge: strong ? "solid" : "dashed" }));
        }
        drawn.features.push(shape({ type: "Point", coordinates: [cluster.lon, cluster.lat] }, { key: look.key, strong, label: String(i + 1) }));
      }
      break;
    case "rates":
      for (const d of result.districts) {
        const fill = ramp.value[rateClass(d.rate, result.mean)] ?? inkSoft;
        drawn.districts.push({ code: d.district, key: d.id, ...(d.count < FEWEST_COLOURED ? { pattern: "hatch" } : { fill, opacity: 0.85 }) });
      }
      break;
    case "silence":
      for (const d of result.districts.filter((x) => !x.tambon)) {
        const looks: Record<string, Partial<Look>> = {
          silent: { fill: silenceColour.value, opacity: 0.8, edge: "solid", strong: true },
          area_quiet: { pattern: "study/quiet", edge: "dashed" },
          cannot_tell: { pattern: "study/unknown" },
        };
        drawn.districts.push({ code: d.district, key: d.id, ...looks[d.class] });
      }
      // Tambons have no boundaries: an edge without a colour says that some of a district are silent, a text how many.
      for (const [code, n] of silentTambons(result.districts)) {
        const at = ground.district(code);
        drawn.districts.push({ code, key: code, edge: "dashed" });
        if (at) drawn.features.push(shape({ type: "Point", coordinates: at }, { key: code, letters: String(n) }));
      }
      break;
    case "dbscan":
      for (const cluster of result.clusters) drawn.features.push(...hull(cluster, hotspot.hot95, ink));
      break;
    case "kde":
      drawn.features.push(...contours(result.contours));
      break;
    case "border-profile":
      drawn.features.push(...profile(result));
      break;
    case "zones":
      drawn.features.push(...result.zones.flatMap((zone) => zoneShapes(zone, hotspot.hot95)));
      break;
    case "risk-terrain":
      for (const cell of result.cells) put(drawn, cell, { key: cell.id, fill: strongRamp.value[riskClass(cell.relative_risk)] ?? inkSoft });
      break;
    case "closure": {
      const at = ground.crossing(result.crossing);
      const along = (key: string, from: number, to: number, stroke: string) =>
        drawn.features.push(shape({ type: "MultiLineString", coordinates: ground.line(from, to) }, { key, stroke }));
      for (const part of result.comparison) along("comparison", part.from_km, part.to_km, inkSoft);
      for (const part of result.beside) along("beside", part.from_km, part.to_km, hotspot.hot95);
      if (at) drawn.features.push(shape({ type: "Polygon", coordinates: [circleRing(...at, result.radius_m)] }, { key: "crossing", edge: "solid", strong: true, fill: hotspot.hot95, opacity: 0.2 }));
      break;
    }
  }
  drawn.of = drawn.features.length;
  return cut(drawn);
}

/** How many tambons of each district are silent, where some are. */
export function silentTambons(places: readonly SilentPlaceFields[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const p of places) if (p.tambon && p.class === "silent") found.set(p.district, (found.get(p.district) ?? 0) + 1);
  return found;
}

/** Districts of alerts; those that nobody has taken note of stand out. */
export function alertsDrawn({ alerts }: AlertsBody, ground: Ground): Drawn {
  const drawn: Drawn = { features: [], districts: [], of: alerts.length };
  for (const [i, alert] of alerts.entries()) {
    const strong = alert.acknowledged_at === null;
    const look: Look = { key: alert.id, edge: strong ? "solid" : "dashed", strong, ...(strong && { fill: palette.value.hotspot.hot95, opacity: 0.35 }) };
    for (const code of alert.places) drawn.districts.push({ ...look, code });
    const at = ground.district(alert.places[0] ?? "");
    if (at) drawn.features.push(shape({ type: "Point", coordinates: at }, { key: alert.id, strong, label: String(i + 1) }));
  }
  return drawn;
}

/** The squares of a zone, with its rank where its score is highest. */
function zoneShapes(zone: ZoneFields, fill: string): Feature[] {
  const key = `zone-${zone.rank}`;
  const squares = zone.cells.flatMap(({ corners }) => (corners ? [[ring(corners)]] : []));
  return [
    shape({ type: "MultiPolygon", coordinates: squares }, { key, edge: "solid", fill, opacity: 0.5 }),
    shape({ type: "Point", coordinates: [zone.lon, zone.lat] }, { key, strong: true, label: String(zone.rank) }),
  ];
}

/** The line itself, kilometre by kilometre, in the colour of its density; a kilometre that was not observed has none. */
function profile({ points }: BorderProfileFields): Feature[] {
  const highest = Math.max(...points.map((p) => p.per_km));
  const features: Feature[] = [];
  for (const [i, p] of points.entries()) {
    const next = points[i + 1];
    if (!next || Math.abs(next.km - p.km) > 2.5) continue;
    const step = Math.min(ramp.value.length - 1, Math.floor((ramp.value.length * p.per_km) / (highest || 1)));
    const stroke = ramp.value[step];
    if (stroke) features.push(shape({ type: "LineString", coordinates: [[p.lon, p.lat], [next.lon, next.lat]] }, { key: `km-${Math.round(p.km)}`, stroke, weight: (step + 2) / (ramp.value.length + 1) }));
  }
  return features;
}

/** A hull of two corners is a line, of one a point. */
function hull(cluster: ClusterFields, fill: string, ink: string): Feature[] {
  const look: Look = { key: `group-${cluster.number}`, edge: "solid", fill, opacity: 0.3 };
  const corners = cluster.hull.map(position);
  const middle: [number, number] = [0, 1].map((i) => corners.reduce((sum, c) => sum + (c[i] ?? 0), 0) / Math.max(1, corners.length)) as [number, number];
  const label = shape({ type: "Point", coordinates: middle }, { key: look.key, fill: ink, label: String(cluster.number) });
  if (corners.length < 2) return [label];
  const outline: Geometry = corners.length === 2 ? { type: "LineString", coordinates: corners } : { type: "Polygon", coordinates: [ring(cluster.hull)] };
  return [shape(outline, look), label];
}

/** Where a share of the reports lies, the widest at the bottom; the densest has the strongest colour. */
function contours(all: readonly ContourFields[]): Feature[] {
  const strongest = ramp.value.length - 1;
  return all
    .map((contour, i) => {
      const fill = ramp.value[Math.max(1, strongest - Math.round((i * strongest) / Math.max(1, all.length)))];
      const coordinates = contour.polygons.map((polygon) => polygon.map((line) => line.map(position)));
      return shape({ type: "MultiPolygon", coordinates }, { key: `share-${Math.round(contour.share * 100)}`, ...(fill && { fill }), opacity: 0.7, edge: "dashed" });
    })
    .toReversed();
}
