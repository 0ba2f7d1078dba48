// The layer list makes a valid style, and switches, tables and symbols cover what the data can say.
import "./browser-stub";
import assert from "node:assert/strict";
import { test } from "node:test";
import { validateStyleMin, type StyleSpecification } from "@maplibre/maplibre-gl-style-spec";
import { EMPTY } from "../../src/api/types";
import { LAYERS } from "../../src/map/layers";
import { CLASSES } from "../../src/map/layers/hotspots";
import { circleRing } from "../../src/map/circle";
import { palette } from "../../src/map/palette";
import { certaintyOf, categorySymbol, isApproximate } from "../../src/map/symbols";
import { OVERLAYS } from "../../src/state/url";
import type { Crossing } from "../../src/api/types";

function style(): StyleSpecification {
  const sources = LAYERS.flatMap((layer) => Object.entries(layer.sources));
  return {
    version: 8,
    "font-faces": {},
    sources: Object.fromEntries(
      sources.map(([id, { value }]) => [
        id,
        value.type === "vector" ? { type: "vector" as const, tiles: [value.url] } : { type: "geojson" as const, data: EMPTY as never },
      ]),
    ),
    layers: LAYERS.flatMap((layer) => layer.style()),
  };
}
test("the style is valid by the style specification", () => {
  const errors = validateStyleMin(style()).map((e) => e.message).filter((m) => !m.includes("glyphs"));
  assert.deepEqual(errors, []);
});
test("no drawing has the name of another", () => {
  const ids = style().layers.map((layer) => layer.id);
  assert.equal(new Set(ids).size, ids.length);
});
test("every switch has exactly one layer, and every data layer a table", () => {
  for (const overlay of OVERLAYS) assert.equal(LAYERS.filter((layer) => layer.overlay === overlay).length, 1, overlay);
  for (const layer of LAYERS) if (layer.overlay && layer.overlay !== "km" && layer.overlay !== "grid") assert.ok(layer.table, layer.id);
});
test("the hotspot ramp is the agreed one, and not significant is a class of its own", () => {
  assert.deepEqual(palette.value.hotspot, {
    hot99: "#b2182b", hot95: "#ef8a62", hot90: "#fddbc7", cold90: "#d1e5f0", cold95: "#67a9cf", cold99: "#2166ac",
  });
  assert.ok(CLASSES.includes("none"));
});
test("categories differ by shape, not only by colour", () => {
  const codes = [
    "drugs", "human_trafficking", "illegal_entry", "illegal_labour", "goods_smuggling", "scam_cyber", "weapons", "border_incident",
    "disaster", "other",
  ];
  assert.equal(new Set(codes.map((code) => categorySymbol(code).path)).size, codes.length);
  assert.equal(categorySymbol("drugs.handover"), categorySymbol("drugs"));
});
test("unverified, confirmed and rejected reports look different", () => {
  assert.deepEqual(["unverified", "confirmed", "rejected", "withdrawn"].map(certaintyOf), ["unverified", "confirmed", "struck", "struck"]);
});
test("a crossing without a sourced position is approximate", () => {
  const at = (basis: "sourced" | "snapped_anchor" | "recalled") => ({ position: { lon: 1, lat: 1, basis, verified: false } }) as Crossing;
  assert.equal(isApproximate(at("sourced")), false);
  assert.equal(isApproximate(at("snapped_anchor")), true);
  assert.equal(isApproximate(at("recalled")), true);
});
test("a drawn circle closes and has its radius", () => {
  const ring = circleRing(103.7, 14.4, 5000);
  assert.deepEqual(ring[0], ring.at(-1));
  const north = ring[0]?.[1] ?? 0;
  // One degree of latitude on the sphere used is 111.195 km.
  assert.ok(Math.abs((north - 14.4) * 111_195 - 5000) < 1);
});
