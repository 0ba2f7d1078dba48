// Where the simple map draws a place: equirectangular with cos(latitude).
import type { Geometry } from "../api/types";

const WEST = 99.3;
const EAST = 106.2;
const SOUTH = 11.3;
const NORTH = 20.8;
const SCALE = 100;
const SQUEEZE = Math.cos((16 * Math.PI) / 180);
export const x = (lon: number) => Number(((lon - WEST) * SCALE * SQUEEZE).toFixed(1));
export const y = (lat: number) => Number(((NORTH - lat) * SCALE).toFixed(1));
export const WIDTH = x(EAST);
export const HEIGHT = y(SOUTH);

type Line = [number, number][];
function lines(geometry: Geometry): Line[] {
  switch (geometry.type) {
    case "Point":
      return [];
    case "LineString":
      return [geometry.coordinates];
    case "MultiLineString":
    case "Polygon":
      return geometry.coordinates;
    case "MultiPolygon":
      return geometry.coordinates.flat();
  }
}
export function path(geometry: Geometry): string {
  return lines(geometry).map((l) => `M${l.map(([lon, lat]) => `${x(lon)} ${y(lat)}`).join("L")}`).join("");
}
