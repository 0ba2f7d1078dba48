// A polygon as somebody types or pastes it: GeoJSON, WKT, or its corners as latitude, longitude, one a line.
import type { PolygonGeometry } from "../api/types";
import { westernDigits } from "../time/period";

type Position = [number, number];
const LEAST_CORNERS = 3;

/** Reads a polygon; what is none is null. Whether it crosses itself is the server's to say. */
export function parseShape(text: string): PolygonGeometry | null {
  const asked = westernDigits(text.trim());
  try {
    if (asked.startsWith("{")) return ofGeoJson(JSON.parse(asked));
    if (/^(srid=4326;\s*)?(multi)?polygon/i.test(asked)) return ofWkt(asked);
  } catch {
    return null;
  }
  return ofCorners(asked);
}

function ofGeoJson(value: unknown): PolygonGeometry | null {
  const object = value as { type?: unknown; geometry?: unknown; features?: unknown; coordinates?: unknown } | null;
  if (!object || typeof object !== "object") return null;
  if (object.type === "Feature") return ofGeoJson(object.geometry);
  if (object.type === "FeatureCollection") {
    return Array.isArray(object.features) && object.features.length === 1 ? ofGeoJson(object.features[0]) : null;
  }
  if (object.type === "Polygon" && isRings(object.coordinates)) return { type: "Polygon", coordinates: object.coordinates };
  if (object.type === "MultiPolygon" && isList(object.coordinates, isRings)) return { type: "MultiPolygon", coordinates: object.coordinates };
  return null;
}

/** Brackets for parentheses and commas for blanks turn WKT into JSON. */
function ofWkt(text: string): PolygonGeometry | null {
  const number = String.raw`-?\d[\d.]*(?:e[+-]?\d+)?`;
  const pairs = new RegExp(String.raw`(${number})\s+(${number})(?:\s+${number})*`, "gi");
  const json = text.slice(text.indexOf("(")).replace(pairs, "[$1,$2]").replaceAll("(", "[").replaceAll(")", "]");
  return ofGeoJson({ type: /multi/i.test(text) ? "MultiPolygon" : "Polygon", coordinates: JSON.parse(json) as unknown });
}

/** Latitude first, as people write it; a first number that cannot be a latitude is the longitude. */
function ofCorners(text: string): PolygonGeometry | null {
  const lines = text.split(/[\n;]+/).map((line) => line.trim()).filter(Boolean);
  const ring: Position[] = [];
  for (const line of lines) {
    const pair = /^(-?\d+(?:\.\d+)?)(?:\s*,\s*|\s+)(-?\d+(?:\.\d+)?)$/.exec(line);
    if (!pair) return null;
    const [a, b] = [Number(pair[1]), Number(pair[2])];
    ring.push(Math.abs(a) > 90 ? [a, b] : [b, a]);
  }
  const [first, last] = [ring[0], ring.at(-1)];
  if (!first || !last) return null;
  if (first[0] !== last[0] || first[1] !== last[1]) ring.push(first);
  return ring.length > LEAST_CORNERS && isList(ring, isPosition) ? { type: "Polygon", coordinates: [ring] } : null;
}

function isList<T>(value: unknown, is: (item: unknown) => item is T): value is T[] {
  return Array.isArray(value) && value.length > 0 && value.every(is);
}
function isPosition(value: unknown): value is Position {
  if (!Array.isArray(value) || value.length < 2) return false;
  const [lon, lat] = value as unknown[];
  return typeof lon === "number" && typeof lat === "number" && Math.abs(lon) <= 180 && Math.abs(lat) <= 90;
}
const isRing = (value: unknown): value is Position[] => isList(value, isPosition) && value.length > LEAST_CORNERS;
const isRings = (value: unknown): value is Position[][] => isList(value, isRing);
