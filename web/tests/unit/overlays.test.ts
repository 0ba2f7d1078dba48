// What the map shows besides the question: overlays, cell size, filter of risk points and base map, all in the address.
import "./browser-stub";
import assert from "node:assert/strict";
import { test } from "node:test";
import { alone, formatView, parseView } from "../../src/state/url";

const ID = "01a201b3-5d28-762a-9dd3-a952c22ece52";

test("the map's own keys survive the address", () => {
  const link = `?tab=risk&sel=risk:${ID}&on=cells,risk,grid&res=2000&kind=smuggling,other&severity=4,5&b=town-plan`;
  const view = parseView(link);
  assert.equal(formatView(view, null), link);
  assert.deepEqual(view.map, { res: "2000", kind: "smuggling,other", severity: "4,5", b: "town-plan" });
  assert.deepEqual(view.sel, { kind: "risk", id: ID });
});
test("broken values of the map's keys are dropped", () => {
  assert.deepEqual(parseView("?res=3000&kind=<b>&severity=9&b=../x").map, {});
});
test("an address cannot lay two hotspot maps on each other", () => {
  assert.deepEqual(parseView("?on=hotspots,cells,km").overlays, ["cells", "km"]);
});
test("switching one hotspot map on switches the other off, and nothing else", () => {
  assert.deepEqual(alone(["hotspots", "km", "cells"], "cells"), ["km", "cells"]);
  assert.deepEqual(alone(["cells", "km", "hotspots"], "hotspots"), ["km", "hotspots"]);
  assert.deepEqual(alone(["hotspots", "risk"], "risk"), ["hotspots", "risk"]);
});
test("overlays are written in one order, whatever order they were switched on in", () => {
  const view = parseView("?on=km,grid");
  assert.equal(formatView({ ...view, overlays: ["grid", "km"] }, null), "?on=km,grid");
});
