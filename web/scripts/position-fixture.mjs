// Writes the server's own answers for some hundred points, against which the page's grid arithmetic is tested.
// Usage: node scripts/position-fixture.mjs http://127.0.0.1:8080
import { writeFileSync } from "node:fs";

const server = process.argv[2] ?? "http://127.0.0.1:8080";
const OUTPUT = new URL("../tests/unit/positions.json", import.meta.url);

/** A fixed sequence: the same points every time. */
let seed = 20_260_721;
function dice() {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed / 2_147_483_647;
}
const points = [];
// Both zones over the whole area, the line where they meet, and the edges of latitude band P/Q at 16 N.
for (let i = 0; i < 260; i++) points.push([97.5 + dice() * 10, 11 + dice() * 10]);
for (let lat = 11; lat <= 21; lat += 0.5) for (const lon of [101.99999, 102, 102.00001]) points.push([lon, lat]);
for (let lon = 100; lon <= 106; lon += 1.5) for (const lat of [15.99999, 16, 16.00001]) points.push([lon, lat]);

const rows = [];
for (const [lon, lat] of points.map((p) => p.map((n) => Number(n.toFixed(6))))) {
  const response = await fetch(`${server}/api/v1/place?lon=${lon}&lat=${lat}`);
  if (!response.ok) throw new Error(`${lon}, ${lat}: ${response.status}`);
  const place = await response.json();
  rows.push([lon, lat, place.mgrs, place.written?.utm ?? null]);
}
writeFileSync(OUTPUT, `[\n${rows.map((row) => JSON.stringify(row)).join(",\n")}\n]\n`);
process.stdout.write(`${rows.length} points\n`);
