// Kept questions and findings: what the server writes, read back as a question of the page and in words.
import "./browser-stub";
import assert from "node:assert/strict";
import { test } from "node:test";
import { studyTh } from "../../src/i18n/study";
import { studyEn } from "../../src/i18n/study-en";
import { linkTo } from "../../src/state/kept";
import { cellsOf, findingKey, findingSays, type Finder } from "../../src/state/kept-text";
import { addressOf, readQuestion, sameQuestion } from "../../src/state/study-question";
import { parseView } from "../../src/state/url";

const read = (text: string) => {
  const q = readQuestion(text);
  if (!q) throw new Error(text);
  return q;
};

test("a question as the server writes it is the page's question again: usual settings left out, days for instants", () => {
  const q = read("method=dbscan&eps_m=9000&min_points=5&area=circle:102.5,13.6,50000&category=drugs&from=2024-12-31T17:00:00Z");
  assert.equal(addressOf(q), "hotspots?method=dbscan&eps_m=9000&area=circle:102.5,13.6,50000&category=drugs&from=2025-01-01");
  const early = read("method=kde&bandwidth_m=5000&from=2024-12-31T18:00:00Z");
  assert.ok(addressOf(early)?.includes("from=2024-12-31T18"));
});
test("a question that this page cannot ask is read as none", () => {
  for (const text of ["nightly", "method=gi-star", "method=emerging&area=district:2706", "method=kde&area=district:2706", "method=dbscan&area=nowhere:1", ""]) assert.equal(readQuestion(text), null, text);
});
test("two questions are the same at whatever moment, whatever the order of lists, and otherwise not", () => {
  const a = read("method=emerging&cell_m=5000&step=month&steps=36&reference=all_steps&status=unverified,confirmed&asof=epoch:3");
  assert.ok(sameQuestion(a, read("method=emerging&status=confirmed,unverified")));
  assert.ok(!sameQuestion(a, read("method=emerging")));
  assert.ok(!sameQuestion(read("method=emerging&steps=12"), read("method=emerging")));
  // What the method does not ask by makes no difference.
  const closure = read("method=closure&crossing=C04");
  assert.ok(sameQuestion(closure, { ...closure, filter: { ...closure.filter, from: "2025-01-01" } }));
});
test("the link of a kept result opens it, with its settings and its question", () => {
  const id = "01a2046b-75f0-73de-8ba0-289a17041519";
  const result = { id, question: "method=zones&zone_km2=30&budget_km2=480&category=drugs&seed=1", name: "", epoch: 3, hash: "", software: "", actor: "", saved_at: "", rerun_of: null, findings: [] };
  const view = parseView(new URL(linkTo(result) ?? "").search);
  assert.deepEqual(view.study, { method: "zones", set: { zone_km2: "30", kept: id } });
  assert.deepEqual(view.filter.category, ["drugs"]);
  assert.equal(linkTo({ ...result, question: "nightly" }), null);
});

const names: Record<string, string> = { 2706: "อรัญประเทศ", 4301: "เมืองหนองคาย" };
const finder = (words: typeof studyTh): Finder => ({
  words, district: (code) => names[code] ?? code, crossing: (id) => (id === "C04" ? "Khlong Luek" : null), cells: new Map([["5000:12:-7", "2706"]]),
  day: (day) => `<${day}>`, distance: (m) => `${m / 1000} km`,
});
test("every kind of finding is said in words", () => {
  const [th, en] = [finder(studyTh), finder(studyEn)];
  for (const [key, words] of [
    ["2706", "อรัญประเทศ"], ["5000:12:-7", "Cell 12:-7 อรัญประเทศ"], ["5000:1:2", "Cell 1:2"], ["2706,4301", "อรัญประเทศ, เมืองหนองคาย"], ["C04", "Khlong Luek"],
    ["in all", studyEn.closure_rows.all], ["highest", studyEn.border_highest], ["50 %", studyEn.kde_contour("50")], ["102.512,13.600", "Group 13.600, 102.512"], ["river", studyEn.terms["river"]],
    ["reports", "Reports"],
  ] as const) assert.equal(findingKey(key, en), words);
  for (const [says, words] of [
    ["new_hot", "ใหม่"], ["silent", "เงียบผิดปกติ"], ["hh", studyTh.moran["hh"]], ["rank 61", "ลำดับ 61"], ["rank 2, more", "ลำดับ 2, เพิ่มขึ้น"],
    ["2026-11-09 to 2026-11-22, 46 reports", "<2026-11-09> – <2026-11-22>, 46 รายงาน"], ["zone 3", "ลำดับ 3"], ["14 days, 1000 m", studyTh.near_hot("1 km", "14")],
    ["0 days, 0 m", studyTh.near_none], ["km 1250", "กม. 1250"], ["12 points", "จุด 12"], ["340 km2", "340 ตร.กม."], ["x 2.4", "2.4 เท่า"], ["no clear change", "ไม่ชัดว่าเปลี่ยน"],
    ["not enough data: at least 5 points are needed, 2 were given", studyTh.not_enough("รายงานที่มีพิกัด", "5", "2")], ["281", "281"],
  ] as const) assert.equal(findingSays(says, th), words);
});
test("cells are found in an answer wherever they stand", () => {
  const answer = { result: { cells: [{ id: "5000:1:2", district: "2706" }], zones: [{ cells: [{ id: "2000:3:4", district: "4301" }, { id: "4301", district: "4301" }] }] } };
  assert.deepEqual([...cellsOf([answer, null])], [["5000:1:2", "2706"], ["2000:3:4", "4301"]]);
});
