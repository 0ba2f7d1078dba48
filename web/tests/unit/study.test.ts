// The analysis view's pure parts: its address, its settings, its sentences, its labels, its strip and what the map draws.
import "./browser-stub";
import assert from "node:assert/strict";
import { test } from "node:test";
import { validateStyleMin, type StyleSpecification } from "@maplibre/maplibre-gl-style-spec";
import type { StudyResult, StudySheet } from "../../src/api/schema";
import { studyTh } from "../../src/i18n/study";
import { studyEn } from "../../src/i18n/study-en";
import { LAYERS } from "../../src/map/layers";
import { STUDY_LAYERS } from "../../src/map/study/layers";
import { MOST_DRAWN, drawnOf, silentTambons, type Ground } from "../../src/map/study/drawn";
import { KINDS, LABELS, MARKS, heat, labelColour, rateClass } from "../../src/map/study/looks";
import { direction, isOtherBorder, isRunning, verdict } from "../../src/panels/study/closure";
import { labelCounts } from "../../src/panels/study/emerging";
import { fitting, nearestPoint, peaks, roundTop, stripOf } from "../../src/state/strip";
import { addressOf, readQuestion } from "../../src/state/study-question";
import { METHODS, allowed, lacks, methodOf, unusual, usual } from "../../src/state/study-methods";
import { between, citation, figure, leftOut, notEnough, probability, refusal, sentence } from "../../src/state/study-text";
import { parseFilter } from "../../src/state/query";
import { formatView, parseView } from "../../src/state/url";

function keys(object: object, prefix = ""): string[] {
  return Object.entries(object)
    .flatMap(([key, value]) => (value && typeof value === "object" ? keys(value as object, `${prefix}${key}.`) : [prefix + key]))
    .toSorted();
}
const method = (id: string) => {
  const found = methodOf(id);
  if (!found) throw new Error(id);
  return found;
};

test("the analysis view has its words in both languages", () => {
  assert.deepEqual(keys(studyEn), keys(studyTh));
  assert.ok(!/[\u0e00-\u0e7f]/.test(JSON.stringify(studyEn)));
});
test("every method, setting, value and label has words", () => {
  for (const m of METHODS) {
    assert.ok(studyTh.methods[m.id], m.id);
    for (const setting of m.settings) {
      assert.ok(studyTh.set[setting.name], setting.name);
      const plain = setting.name === "cell_m" ? [] : setting.kind === "choice" ? setting.values : [];
      for (const value of plain) assert.ok(studyTh.values[value], value);
    }
  }
  for (const label of LABELS) assert.ok(studyTh.labels[label] && studyEn.labels[label], label);
  for (const kind of KINDS) assert.ok(studyTh.label_means[kind], kind);
});

test("a method with its settings survives the address, and what else the map shows is less beside it", () => {
  const link = "?category=drugs&from=2025-10-01&method=scan&cell_m=5000&model=poisson&max_share=0.25&sel=study:5000:-3:-94";
  const view = parseView(link);
  assert.deepEqual(view.study, { method: "scan", set: { cell_m: "5000", model: "poisson", max_share: "0.25" } });
  assert.deepEqual(view.sel, { kind: "study", id: "5000:-3:-94" });
  assert.deepEqual(view.overlays, ["km"]);
  assert.equal(formatView(view, null), link);
  assert.equal(parseView("?method=<b>").study, null);
  assert.equal(parseView("?cell_m=5000").study, null);
  assert.deepEqual(parseView("?method=kde&bandwidth_m=<5>").study, { method: "kde", set: {} });
});
test("what is usual, foreign or out of bounds is not asked for", () => {
  const given = { replicates: "999", seed: "7", eps_m: "50", max_share: "2", model: "heat", clusters: "3" };
  assert.deepEqual(unusual(method("scan"), given), { seed: "7", clusters: "3" });
  assert.deepEqual(unusual(method("emerging"), { steps: "9", step: "week" }), { step: "week" });
});
test("every usual value is allowed, but that of what must be chosen", () => {
  for (const m of METHODS) for (const setting of m.settings) if (setting.kind !== "crossing" && setting.kind !== "day") assert.ok(allowed(setting, usual(setting)), `${m.id} ${setting.name}`);
  assert.equal(lacks(method("closure"), {}), "crossing");
  assert.equal(lacks(method("closure"), { crossing: "C04" }), null);
});

const SHEET: StudySheet = {
  run: { question: "method=emerging&cell_m=5000&asof=epoch:12", epoch: 12, seed: null, software: "mekong-watch 0.1.0", hash: "ab".repeat(32) },
  method: "emerging", unit: "cell", about: "reports", mask: { name: "border-districts", districts: 68, n: 314_081 },
  grid: { cell_m: 5000, name: "", proj: "", cells_in_mask: 1955, empty_cells: "counted", shown: "" },
  period: { from: null, to: null, first: "2023-11-01", last: "2026-10-31" }, steps: { step: "month", steps: 36, first: "2023-11-01", last: "2026-10-31" },
  counts: { matched: 613_249, points: 490_077, area_only: 0, unlocated: 123_172, undated: 20_080 }, outside_mask: 175_996, enough: true, message: null,
  result: { of: "emerging", alpha: 0.05, trend_alpha: 0.05, last_line: 0.003, cells: [] },
};
const th = { words: studyTh, lang: "th", era: "be", what: "ทุกประเภท", when: "ทุกช่วงเวลา" } as const;
const en = { words: studyEn, lang: "en", era: "ce", what: "all categories", when: "all time" } as const;

test("the legend's sentence says n, category, period in the page's calendar, cells, mask and FDR", () => {
  assert.equal(
    sentence(SHEET, th),
    "314,081 รายงาน · ทุกประเภท · 1 พ.ย. 2566 – 31 ต.ค. พ.ศ. 2569 (36 เดือน) · ช่อง 5 กม. 1,955 ช่องใน 68 อำเภอชายแดน ช่องที่ไม่มีรายงานนับเป็นศูนย์ · FDR 5 %",
  );
  assert.ok(sentence(SHEET, en).startsWith("314,081 reports · all categories · 1 Nov 2023 – 31 Oct 2026 CE (36 months) · 1,955 cells of 5 km in 68 border districts"));
  const scan = { ...SHEET, grid: null, steps: null, unit: "district", about: "confirmed", run: { ...SHEET.run, seed: 7 } };
  const found: StudyResult = { of: "scan", replicates: 999, circles: 1, stretches: 1, step_days: 7, clusters: [] };
  assert.equal(sentence({ ...scan, result: found }, en), "314,081 confirmed reports · all categories · all time · 68 border districts · 999 random replicates (seed 7)");
});
test("what could not be used is said", () => {
  assert.equal(leftOut(SHEET, studyEn), "Not used: not placed in this unit 123,172 · outside the border districts 175,996 · undated 20,080");
  assert.equal(leftOut({ ...SHEET, outside_mask: 0, counts: { ...SHEET.counts, unlocated: 0, undated: 0 } }, studyEn), null);
});
test("too few is said in words with how many are needed", () => {
  const message = "not enough data: at least 10 steps of time are needed, 1 were given";
  assert.equal(notEnough(message, studyTh), "ต้องมีช่วงเวลาอย่างน้อย 10 แต่มี 1 จึงไม่แสดงตัวเลขใด");
  assert.equal(notEnough(message, studyEn), "At least 10 steps of time are needed, there are 1; so no number is shown.");
  assert.equal(notEnough("something else", studyEn), "something else");
});
test("a period without a whole step is refused in words", () => {
  assert.equal(refusal("there is no whole month in the period", studyEn), "The chosen period holds no whole month. Choose a longer period or a shorter step.");
  assert.equal(refusal("kde is no study", studyTh), studyTh.not_built);
  assert.equal(refusal("base `population`: nobody said how many people live in the border districts; `mekong-watch import population FILE.csv` does", studyTh), studyTh.population_missing);
  assert.equal(refusal("48661 places and 52 steps are more than a scan takes (2000000 counts)", studyTh), studyTh.scan_too_large);
  assert.equal(refusal("area `x`: no", studyTh), null);
});
test("numbers have the digits that tell something", () => {
  assert.deepEqual([1234.5, 120, 12.34, 2, 1.256, 0.01234, 0, -3.456].map(figure), ["1,235", "120", "12.3", "2", "1.26", "0.012", "0", "−3.46"]);
  assert.deepEqual([0.0004, 0.05].map(probability), ["<0.001", "0.050"]);
  assert.equal(between("2026-10-01", "2026-10-31", "th", "be"), "1 ต.ค. 2569 – 31 ต.ค. พ.ศ. 2569");
});
test("a citation holds question, data, seed, program and hash", () => {
  const text = citation(SHEET.run, "http://x/?method=emerging", studyEn);
  assert.ok(citation(SHEET.run, "", studyEn, studyEn.kept_hash).includes(`${studyEn.kept_hash}: ${SHEET.run.hash}`));
  for (const part of [SHEET.run.question, "12", "nothing random", "mekong-watch 0.1.0", SHEET.run.hash, "http://x/"]) assert.ok(text.includes(part), part);
});

test("there are 17 labels, each told from its neighbours without its colour", () => {
  assert.equal(new Set(LABELS).size, 17);
  assert.equal(new Set(KINDS.map((kind) => MARKS[kind])).size, KINDS.length);
  for (const label of LABELS) assert.equal(labelColour(label) === null, label === "no_pattern", label);
  assert.deepEqual([...labelCounts([{ label: "new_hot" }, { label: "no_pattern" }, { label: "new_hot" }])], [["new_hot", 2], ["no_pattern", 1]]);
});

const SQUARE = [[103, 14], [103.05, 14], [103.05, 14.05], [103, 14.05]];
const GROUND: Ground = { district: () => [103, 14], crossing: () => [103.7, 14.4], line: () => [[[103, 14], [104, 14]]] };
const cell = (id: string, label: string) => ({
  id, district: "3206", tambon: null, corners: SQUARE, count: 3, last_count: 1, label, hot_steps: 1, cold_steps: 0, last_z: 2, trend_z: 0, trend_p: 1, sen_slope: null,
});
test("the map never draws more than it can, and drops what says least", () => {
  const plain = Array.from({ length: MOST_DRAWN + 10 }, (_, i) => cell(`5000:${i}:0`, "no_pattern"));
  const drawn = drawnOf({ of: "emerging", alpha: 0.05, trend_alpha: 0.05, last_line: null, cells: [...plain, cell("5000:0:1", "new_cold")] }, GROUND);
  assert.equal(drawn.features.length, MOST_DRAWN);
  assert.equal(drawn.of, MOST_DRAWN + 11);
  assert.deepEqual([drawn.features[0]?.properties["key"], drawn.features[0]?.properties["edge"], drawn.features[0]?.properties["mark"]], ["5000:0:1", "dashed", "study/new"]);
  assert.equal(drawn.features[1]?.properties["pattern"], "hatch");
});
test("only clusters beyond chance are emphasised", () => {
  const place = { id: "3206", district: "3206", tambon: null, corners: null };
  const cluster = (p: number) => ({ places: [place], lon: 103, lat: 14, radius_m: 5000, from: "2026-10-01", to: "2026-10-31", observed: 9, expected: 3, statistic: 4, p, recurrence_days: 100 });
  const drawn = drawnOf({ of: "scan", replicates: 999, circles: 1, stretches: 1, step_days: 7, clusters: [cluster(0.05), cluster(0.051)] }, GROUND);
  assert.deepEqual(drawn.districts.map((d) => [d.key, d.edge, Boolean(d.fill)]), [["cluster-1", "solid", true], ["cluster-2", "dashed", false]]);
});
test("rates are coloured by multiples of the mean, and few reports not at all", () => {
  assert.deepEqual([0.4, 0.5, 0.79, 1, 1.25, 2, 9].map((rate) => rateClass(rate, 1)), [0, 1, 1, 2, 3, 4, 4]);
  const rate = (count: number) => ({
    id: "3206", district: "3206", tambon: null, corners: null, rank: 1, count, exposure: 9, raw: 1, rate: 1, low: 1, high: 1, local_rate: 1, change: null,
  });
  const drawn = drawnOf({ of: "rates", base: "area", per: "km2", level: 0.95, mean: 1, variance: 1, before_from: null, counted_by: [], left_out: [], districts: [rate(4), rate(5)] }, GROUND);
  assert.deepEqual(drawn.districts.map((d) => [d.pattern, Boolean(d.fill)]), [["hatch", false], [undefined, true]]);
});
test("silent, quiet and unknown districts have looks of their own", () => {
  const place = (cls: string) => ({
    id: cls, district: "3206", tambon: null, corners: null, count: 1, expected: 5, usual_from: 2, p: 0.01, expected_as_neighbours: 5, p_as_neighbours: 0.1, class: cls,
  });
  const drawn = drawnOf({ of: "silence", alpha: 0.05, from: "2026-10-01", to: "2026-10-31", districts: ["silent", "area_quiet", "cannot_tell", "usual"].map(place) }, GROUND);
  assert.equal(new Set(drawn.districts.map((d) => `${d.fill ?? ""} ${d.pattern ?? ""}`)).size, 4);
});
test("silent tambons colour no district: it has an edge, and how many they are", () => {
  const tambon = { name_th: "ด่าน", name_en: "Dan" };
  const place = (id: string, cls: string) => ({
    id, district: id.slice(0, 4), tambon, corners: null, count: 0, expected: 5, usual_from: 2, p: 0.01, expected_as_neighbours: 5, p_as_neighbours: 0.1, class: cls,
  });
  const districts = [place("320601", "silent"), place("320602", "silent"), place("320603", "usual"), place("330101", "area_quiet")];
  assert.deepEqual([...silentTambons(districts)], [["3206", 2]]);
  const drawn = drawnOf({ of: "silence", alpha: 0.05, from: "2026-10-01", to: "2026-10-31", districts }, GROUND);
  assert.deepEqual(drawn.districts, [{ code: "3206", key: "3206", edge: "dashed" }]);
  assert.deepEqual(drawn.features.map((f) => f.properties["letters"]), ["2"]);
});
test("the comparison is told apart from the crossing's own border, once that is known", () => {
  assert.deepEqual([isOtherBorder("TH-LA", "TH-KH"), isOtherBorder("TH-KH", "TH-KH"), isOtherBorder("TH-KH", undefined)], [true, false, false]);
});
test("zones and risk terrain are asked with the area, methods of the whole border without it", () => {
  const asked = (id: string) => addressOf({ method: method(id), set: {}, filter: parseFilter(new URLSearchParams()), area: { kind: "province", codes: ["38"] }, asof: null });
  assert.deepEqual(["zones", "risk-terrain", "emerging"].map((id) => asked(id)?.includes("province")), [true, true, false]);
  assert.deepEqual(readQuestion("method=zones&area=province:38")?.area, { kind: "province", codes: ["38"] });
});
test("hulls of few corners are lines and points; contours lie with the densest on top", () => {
  const group = (number: number, hull: number[][]) => ({ number, points: 9, cores: 5, hull, area_km2: 1 });
  const hulls = drawnOf({ of: "dbscan", eps_m: 2000, min_points: 5, noise: 0, clusters: [group(1, SQUARE), group(2, SQUARE.slice(2)), group(3, SQUARE.slice(3))] }, GROUND);
  assert.deepEqual(hulls.features.map((f) => f.geometry.type), ["Polygon", "Point", "LineString", "Point", "Point"]);
  const contour = (share: number) => ({ share, held: share, level: 1, area_km2: 1, polygons: [[[...SQUARE, [103, 14]]]] });
  const density = drawnOf({ of: "kde", bandwidth_m: 5000, cell_m: 1000, highest: 2, contours: [contour(0.25), contour(0.5)] }, GROUND);
  assert.deepEqual(density.features.map((f) => f.properties["key"]), ["share-50", "share-25"]);
});
test("the style with the analysis layers is valid, and no drawing has the name of another", () => {
  const layers = [...LAYERS, ...STUDY_LAYERS.map((l) => l.layer)].flatMap((layer) => layer.style());
  assert.equal(new Set(layers.map((l) => l.id)).size, layers.length);
  const sources = new Set(layers.flatMap((l) => ("source" in l ? [l.source] : [])));
  const style: StyleSpecification = {
    version: 8, "font-faces": {}, layers,
    sources: Object.fromEntries([...sources].map((id) => [id, layers.some((l) => "source-layer" in l && l.source === id) ? { type: "vector" as const, tiles: [] } : { type: "geojson" as const, data: { type: "FeatureCollection", features: [] } as never }])),
  };
  assert.deepEqual(validateStyleMin(style).map((e) => e.message).filter((m) => !m.includes("glyphs")), []);
  for (const { before } of STUDY_LAYERS) assert.ok(layers.some((l) => l.id === before), before);
});

const points = [...Array.from({ length: 100 }, (_, km) => km), ...Array.from({ length: 50 }, (_, i) => 150 + i)].map((km) => ({ km, per_km: km === 40 ? 3.4 : km === 170 ? 2 : 0.5, lon: 100 + km / 100, lat: 15 }));
test("the strip runs from the first kilometre to the last and breaks where nothing was observed", () => {
  const strip = stripOf(points, 150);
  assert.deepEqual([strip.first, strip.last, strip.top, strip.runs.length], [0, 199, 4, 2]);
  assert.equal(strip.x(strip.top), 150);
  assert.equal(strip.kmAt(strip.y(123)), 123);
  assert.equal(strip.kmAt(-50), 0);
  assert.equal(strip.kmAt(strip.height + 50), 199);
  assert.equal(nearestPoint(points, 120)?.km, 99);
  assert.equal(nearestPoint([], 1), null);
});
test("peaks stand alone, labels do not cover each other, and axes end at round numbers", () => {
  assert.deepEqual(peaks(points, 2, 15).map((p) => p.km), [40, 170]);
  assert.deepEqual(fitting([0, 10, 26, 27, 60], (y) => y, 26), [0, 26, 60]);
  assert.deepEqual([0, 0.3, 1, 3.4, 51, 1000].map(roundTop), [1, 0.3, 1, 4, 60, 1000]);
});
test("what a closure changed: away, moved, grown or not clear", () => {
  const d = (low: number, high: number) => ({ expected: 20, reports: (low + high) / 2, low, high, p: 0.01 });
  const said = (here: [number, number], beside: [number, number] | null, all: [number, number]) =>
    verdict({ change_at_crossing: d(...here), change_beside: beside && d(...beside), change_in_all: d(...all) }, studyEn);
  assert.deepEqual([d(1, 2), d(-2, -1), d(-1, 1), null].map(direction), ["more", "fewer", "unclear", "unclear"]);
  assert.equal(said([-9, -1], [-2, 3], [-9, -1]), studyEn.closure_gone);
  assert.equal(said([-9, -1], [1, 9], [-3, 3]), studyEn.closure_moved);
  assert.equal(said([1, 9], null, [1, 9]), studyEn.closure_grew);
  assert.equal(said([-1, 1], null, [-3, 3]), studyEn.closure_open);
});
test("a closure whose days after are not over is known", () => {
  assert.equal(isRunning("2026-10-01", 52, { year: 2026, month: 11, day: 22 }), false);
  assert.equal(isRunning("2026-10-01", 53, { year: 2026, month: 11, day: 22 }), true);
});
test("only pairs beyond chance are coloured in the table of near repeats", () => {
  assert.equal(heat(2.5, false), undefined);
  assert.equal(heat(null, true), undefined);
  assert.equal(heat(1.19, true), undefined);
  assert.ok(heat(1.2, true));
});
