// A circle of metres as a ring, for drawing only.
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
