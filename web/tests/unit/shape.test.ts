// Polygons as people paste them, and the stretch of border between two kilometres.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Feature } from "../../src/api/types";
import { stretchOf } from "../../src/map/stretch";
import { parseShape } from "../../src/state/shape-text";

const RING = [[103.6, 14.4], [103.8, 14.4], [103.7, 14.55], [103.6, 14.4]];
const POLYGON = { type: "Polygon", coordinates: [RING] };

test("a polygon is read from corners, WKT and GeoJSON alike", () => {
  for (const text of [
    "14.4, 103.6\n14.4, 103.8\n14.55, 103.7",
    "14.4 103.6; 14.4 103.8; 14.55 103.7; 14.4 103.6",
    "103.6, 14.4\n103.8, 14.4\n103.7, 14.55",
    "๑๔.๔, ๑๐๓.๖\n๑๔.๔, ๑๐๓.๘\n๑๔.๕๕, ๑๐๓.๗",
    "POLYGON ((103.6 14.4, 103.8 14.4, 103.7 14.55, 103.6 14.4))",
    "srid=4326;Polygon((103.6 14.4 0,103.8 14.4 0,103.7 14.55 0,103.6 14.4 0))",
    JSON.stringify(POLYGON),
    JSON.stringify({ type: "Feature", properties: {}, geometry: POLYGON }),
    JSON.stringify({ type: "FeatureCollection", features: [{ type: "Feature", geometry: POLYGON }] }),
  ]) {
    assert.deepEqual(parseShape(text), POLYGON, text);
  }
  const multi = parseShape("MULTIPOLYGON (((103.6 14.4, 103.8 14.4, 103.7 14.55, 103.6 14.4)))");
  assert.deepEqual(multi, { type: "MultiPolygon", coordinates: [[RING]] });
});
test("what is no polygon is none", () => {
  for (const text of [
    "", "14.4, 103.6", "14.4, 103.6\n14.4, 103.8", "here\nthere\nelsewhere", "{", "{}", "null", "POLYGON", "POLYGON ((1 2, 3 4))",
    "POINT (103 14)", '{"type":"Point","coordinates":[103,14]}', '{"type":"Feature","geometry":null}', '{"type":"Polygon","coordinates":[[["a",1]]]}',
    "14.4, 203.6\n14.4, 203.8\n14.5, 203.7", "99.1, 103.6\n99.1, 103.8\n99.2, 103.7",
  ]) {
    assert.equal(parseShape(text), null, text);
  }
});

function line(km_from: number, km_to: number, coordinates: [number, number][]): Feature {
  return { type: "Feature", geometry: { type: "LineString", coordinates }, properties: { kind: "line", km_from, km_to } };
}
test("a stretch is cut out of the lines by their kilometres", () => {
  const lines = [line(0, 20, [[103, 15], [103, 16], [103, 17]]), line(20, 30, [[104, 15], [104, 16]])];
  assert.deepEqual(stretchOf(lines, 5, 15), [[[103, 15.5], [103, 16], [103, 16.5]]]);
  assert.deepEqual(stretchOf(lines, 19, 21).length, 2);
  assert.deepEqual(stretchOf(lines, 31, 40), []);
  assert.deepEqual(stretchOf(lines, 0, 100), [[[103, 15], [103, 16], [103, 17]], [[104, 15], [104, 16]]]);
});
