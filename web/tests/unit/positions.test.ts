// The page's grid arithmetic says what the server says, and a typed text is known for a position.
import "./browser-stub";
import assert from "node:assert/strict";
import { test } from "node:test";
import { toMgrs, toUtm, written, zoneOf } from "../../src/map/grid/utm";
import { looksLikePosition } from "../../src/panels/position-text";
import answers from "./positions.json";

const rows = answers as [number, number, string, string | null][];

test("MGRS agrees with the server at every point, both zones and their seam included", () => {
  assert.ok(rows.length > 300 && rows.some(([, , g]) => g.startsWith("47")) && rows.some(([, , g]) => g.startsWith("48")));
  const wrong = rows.filter(([lon, lat, mgrs]) => toMgrs(lon, lat) !== mgrs).map((r) => [...r, toMgrs(r[0], r[1])]);
  assert.deepEqual(wrong, []);
});
test("UTM agrees with the server wherever it was answered", () => {
  const wrong = rows.filter(([lon, lat, , utm]) => utm !== null && written(lon, lat, "utm") !== utm).map((r) => [...r, written(r[0], r[1], "utm")]);
  assert.deepEqual(wrong, []);
});
test("102 E belongs to the zone east of it", () => {
  assert.deepEqual([101.999, 102, 96, 180, -180].map(zoneOf), [47, 48, 47, 1, 1]);
});
test("the central meridian has its false easting and the equator its zero", () => {
  const { easting_m, northing_m } = toUtm(105, 0);
  assert.ok(Math.abs(easting_m - 500_000) < 1e-6 && Math.abs(northing_m) < 1e-6);
});
test("the far south has its false northing, and the poles no grid reference", () => {
  assert.ok(toUtm(105, -1).northing_m > 9_800_000);
  assert.equal(toMgrs(105, 85), "");
});
test("minutes and seconds never show sixty", () => {
  assert.equal(written(102.99999999, 14.99999999, "dms"), "15°00'00.0\"N 103°00'00.0\"E");
  assert.equal(written(-0.5, -14.25, "dms"), "14°15'00.0\"S 0°30'00.0\"W");
});
test("the four formats of one point", () => {
  assert.ok(/^47Q PB \d{5} \d{5}$/.test(written(100.4333, 19.6768, "mgrs")));
  assert.ok(/^47N \d{6} \d{7}$/.test(written(100.4333, 19.6768, "utm")));
  assert.equal(written(100.4333, 19.6768, "degrees"), "19.67680, 100.43330");
});

test("positions are known, in Thai digits too, and names and numbers are not", () => {
  for (const text of [
    "47QPB502763", "47Q PB 502 763", "PB 502763", "PB502763", "47N 697123 2176543", "47 697123 2176543", "19.6768, 100.4333", "19.6768 100.4333",
    "100.4333,19.6768", "๑๙.๖๗๖๘ ๑๐๐.๔๓๓๓", "19°40'36\"N 100°26'00\"E", "N 19.6768 E 100.4333", "MGRS 47QPB502763",
  ]) {
    assert.ok(looksLikePosition(text), text);
  }
  for (const text of ["กาบเชิง", "Kap Choeng", "อ.แม่สาย", "191", "ช่องจอม 5", "C09", "L01", "2569", "Ban 12"]) assert.ok(!looksLikePosition(text), text);
});
