// Draws Thailand's outline from the product's own district polygons: edges that two districts share cancel out.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";

const INPUT = new URL("../../data/districts.geojson", import.meta.url);
const OUTPUT = new URL("../src/generated/thailand.geojson", import.meta.url);
/** The outline lies under finer layers, so half a kilometre is fine. */
const TOLERANCE_DEG = 0.005;
/** Islands smaller than this many points after simplifying are dropped. */
const LEAST_POINTS = 5;

function openEdges(features) {
  const edges = new Map();
  for (const { geometry } of features) {
    const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    for (const ring of polygons.flat()) {
      for (let i = 1; i < ring.length; i++) {
        const [a, b] = [String(ring[i - 1]), String(ring[i])];
        if (!edges.delete(`${b} ${a}`)) edges.set(`${a} ${b}`, [a, b]);
      }
    }
  }
  return edges;
}

function chain(edges) {
  const next = new Map();
  for (const [a, b] of edges.values()) next.set(a, [...(next.get(a) ?? []), b]);
  const rings = [];
  for (const start of next.keys()) {
    const ring = [start];
    let at = next.get(start)?.pop();
    while (at !== undefined && at !== start) {
      ring.push(at);
      at = next.get(at)?.pop();
    }
    if (at === start) rings.push([...ring, start].map((p) => p.split(",").map(Number)));
  }
  return rings;
}

/** Douglas and Peucker, on a ring cut at its first point. */
function simplify(points, tolerance) {
  const keep = new Set([0, points.length - 1]);
  const stack = [[0, points.length - 1]];
  while (stack.length) {
    const [from, to] = stack.pop();
    const [ax, ay] = points[from];
    const [bx, by] = points[to];
    const length = Math.hypot(bx - ax, by - ay);
    let [worst, at] = [tolerance, -1];
    for (let i = from + 1; i < to; i++) {
      const [x, y] = points[i];
      const off = length === 0 ? Math.hypot(x - ax, y - ay) : Math.abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length;
      if (off > worst) [worst, at] = [off, i];
    }
    if (at < 0) continue;
    keep.add(at);
    stack.push([from, at], [at, to]);
  }
  return points.filter((_, i) => keep.has(i));
}

const area = (ring) => ring.reduce((sum, [x, y], i) => {
  const [px, py] = ring[i === 0 ? ring.length - 1 : i - 1];
  return sum + (px * y - x * py) / 2;
}, 0);

const features = existsSync(INPUT) ? JSON.parse(readFileSync(INPUT, "utf8")).features : [];
const rings = chain(openEdges(features))
  .filter((ring) => area(ring) > 0)
  .map((ring) => simplify(ring, TOLERANCE_DEG).map((p) => p.map((n) => Number(n.toFixed(4)))))
  .filter((ring) => ring.length >= LEAST_POINTS);
const land = {
  type: "FeatureCollection",
  features: rings.length
    ? [{ type: "Feature", properties: { country: "TH" }, geometry: { type: "MultiPolygon", coordinates: rings.map((r) => [r]) } }]
    : [],
};
mkdirSync(new URL(".", OUTPUT), { recursive: true });
writeFileSync(OUTPUT, JSON.stringify(land));
process.stdout.write(`land: ${rings.length} rings, ${rings.flat().length} points\n`);
