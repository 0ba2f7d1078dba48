// The query string and the address: what is written reads back the same, what is broken is dropped.
import assert from "node:assert/strict";
import { test } from "node:test";
import { NO_FILTER, formatArea, parseArea, parseAsof, parseFilter, queryString, stretchAround, withQuery, type Filter } from "../../src/state/query";
import { formatView, parseCamera, parseView } from "../../src/state/url";

const FILTER: Filter = { ...NO_FILTER, category: ["weapons", "drugs"], status: ["unverified"], from: "2025-10-01", to: "2026-10-01" };

function checkArea(text: string) {
  const area = parseArea(text);
  if (!area) throw new Error(`not read: ${text}`);
  assert.equal(formatArea(area), text);
}
test("areas are written in the API's own form and read back", () => {
  checkArea("district:3206,3409");
  checkArea("province:32");
  checkArea("bbox:103.1,14.2,103.9,14.8");
  checkArea("circle:103.70012,14.43506,5000");
  checkArea("crossing:C04,2000");
  checkArea("border:100,180");
  checkArea("border:0,12.5,800");
  checkArea("saved:0123456789abcdef0123456789abcdef");
});
test("the distance from the border that the API takes when none is said is not written", () => {
  assert.deepEqual(parseArea("border:100,180"), parseArea("border:100,180,5000"));
  assert.equal(formatArea({ kind: "border", from_km: 100, to_km: 180, within_m: 5000 }), "border:100,180");
});
test("a stretch around a kilometre is five kilometres to either side and begins at 0 at the earliest", () => {
  assert.equal(formatArea(stretchAround(2140.04)), "border:2135,2145");
  assert.equal(formatArea(stretchAround(1.26)), "border:0,6.3");
});
test("areas that cannot be are not areas", () => {
  for (const bad of ["", "district:32", "district:3206,x", "bbox:1,2,3", "bbox:5,2,3,4", "circle:200,14,5", "circle:103,14,0", "circle:103,,5", "polygon:1",
    "crossing:C04", "crossing:C04,", "crossing:C04,0", "crossing:c04,500", "crossing:../x,500", "crossing:C04,1e9", "border:5", "border:20,10",
    "border:-1,10", "border:0,20000", "border:0,10,0", "border:0,10,", "border:0,10,5,5", "saved:xyz", "saved:0123456789ABCDEF0123456789abcdef",
  ]) {
    assert.equal(parseArea(bad), null, bad);
  }
});
test("equal questions are equal text, whatever the order of ticking", () => {
  const other = { ...FILTER, category: ["drugs", "weapons"] };
  assert.equal(queryString(FILTER, null), queryString(other, null));
  assert.equal(
    queryString(FILTER, parseArea("district:3206")),
    "area=district:3206&category=drugs,weapons&status=unverified&from=2025-10-01&to=2026-10-01",
  );
  assert.equal(queryString(NO_FILTER, null), "");
});
test("a moment is part of the question, and what names none is dropped", () => {
  assert.equal(queryString({ ...NO_FILTER, category: ["drugs"] }, null, "epoch:12"), "category=drugs&asof=epoch:12");
  assert.equal(parseAsof("2026-11-01"), "2026-11-01");
  for (const bad of ["12", "epoch:-1", "epoch:x", "yesterday", ""]) assert.equal(parseAsof(bad), null, bad);
});
test("a path takes the query whole and puts its own fields first", () => {
  assert.equal(withQuery("export", "area=district:3206", { what: "reports", format: "csv" }), "export?what=reports&format=csv&area=district:3206");
  assert.equal(withQuery("reports", ""), "reports");
});
test("a filter survives the address", () => {
  const read = parseFilter(new URLSearchParams(queryString(FILTER, null)));
  assert.deepEqual(read, { ...FILTER, category: ["drugs", "weapons"] });
});
test("a filter drops what is not a value", () => {
  const read = parseFilter(new URLSearchParams("category=drugs,<b>&from=yesterday&to=2026-10"));
  assert.deepEqual(read, { ...NO_FILTER, category: ["drugs"], to: "2026-10" });
});
test("a filter drops days of no calendar and a period that ends before it begins", () => {
  const read = (search: string) => parseFilter(new URLSearchParams(search));
  assert.equal(read("from=2025-02-30").from, null);
  assert.equal(read("from=2568-01-01").from, null, "a Buddhist year");
  assert.equal(read("from=2025-02-28T17:00:00Z").from, "2025-02-28T17:00:00Z");
  assert.deepEqual([read("from=2026-05&to=2025-01").from, read("from=2026-05&to=2025-01").to], ["2026-05", null]);
});
test("what a link names and nobody can read is known", () => {
  assert.deepEqual(parseView("?area=saved:deadbeef&asof=soon&from=2026-05&to=2025-01&lang=en").broken, ["area", "asof", "to"]);
  assert.deepEqual(parseView("?area=district:3206&from=2025-01&asof=epoch:3").broken, []);
});
test("a whole view survives its permalink", () => {
  const link =
    "?area=circle:103.70012,14.43506,5000&category=drugs&from=2025-10-01&tab=hotspots&sel=crossing:C04&on=hotspots,crossings&lang=en&cal=be&theme=dark&c=9.50/14.4300/103.7000";
  const view = parseView(link);
  assert.equal(formatView(view, parseCamera(link)), link);
  assert.deepEqual(view.sel, { kind: "crossing", id: "C04" });
  assert.deepEqual(view.overlays, ["hotspots", "crossings"]);
});
test("the default view is a bare address", () => {
  const view = parseView("");
  assert.equal(formatView(view, null), "");
  assert.equal(view.lang, "th");
  assert.deepEqual(view.overlays, ["hotspots", "counts", "points", "crossings", "km"]);
});
test("broken addresses open the default view", () => {
  const view = parseView("?lang=xx&cal=zz&theme=pink&tab=evil&sel=crossing:../x&area=moon&c=1/2");
  assert.equal(formatView(view, parseCamera("?c=99/0/0")), "");
});
test("every form of area, a moment and the bars of the time line survive the address", () => {
  for (const area of ["crossing:C04,2000", "border:100,180", "saved:0123456789abcdef0123456789abcdef", "province:32"]) {
    const link = `?area=${area}&category=drugs&from=2025-10-01&asof=epoch:12&bars=day`;
    assert.equal(formatView(parseView(link), null), link);
  }
});
