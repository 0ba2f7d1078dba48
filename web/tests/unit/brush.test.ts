// The time line's bars, and a period moved along them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { moved, periodBetween, positionOf, timeLine, windowAround } from "../../src/time/brush";
import type { Range } from "../../src/time/period";

const TODAY = { year: 2026, month: 11, day: 22 };
const ALL: Range = { from: null, to: null };
const month = (key: string, count = 1) => ({ key, count });
const LINE = timeLine([month("2025-07", 4), month("2026-02", 2), { key: null, count: 9 }], "month", ALL, TODAY);

test("bars go from the first report through today, empty months included", () => {
  assert.equal(LINE.edges[0], "2025-07-01");
  assert.equal(LINE.edges.at(-1), "2026-12-01");
  assert.equal(LINE.counts.length, 17);
  assert.deepEqual([LINE.counts[0], LINE.counts[1], LINE.counts[7], LINE.counts[16]], [4, 0, 2, 0]);
  assert.equal(LINE.earlier, 0);
});
test("where nothing was reported there is still a year of bars", () => {
  const line = timeLine([], "month", ALL, TODAY);
  assert.deepEqual([line.edges[0], line.counts.length], ["2025-12-01", 12]);
});
test("what lies more than ten years back is counted as earlier, unless it is asked for", () => {
  const groups = [month("2008-01", 3), month("2026-01", 5)];
  const line = timeLine(groups, "month", ALL, TODAY);
  assert.deepEqual([line.edges[0], line.counts.length, line.earlier], ["2016-12-01", 120, 3]);
  const asked = timeLine(groups, "month", { from: "2007-10-01", to: "2008-10-01" }, TODAY);
  assert.deepEqual([asked.edges[0], asked.earlier], ["2007-10-01", 0]);
  assert.equal(timeLine([month("1900-01", 1)], "month", { from: "1900-01-01", to: null }, TODAY).counts.length, 360);
});
test("a period that ends after today shows its months, an endless one not", () => {
  assert.equal(timeLine([], "month", { from: "2026-10-01", to: "2027-10-01" }, TODAY).edges.at(-1), "2027-10-01");
  assert.equal(timeLine([], "month", { from: null, to: "2399-01-01" }, TODAY).edges.at(-1), "2028-12-01");
});
test("bounds stand on their edges, between edges in proportion, and at the ends when open", () => {
  const at = (range: Range) => [positionOf(LINE, "from", range), positionOf(LINE, "to", range)];
  assert.deepEqual(at(ALL), [0, 17]);
  assert.deepEqual(at({ from: "2025-08-01", to: "2025-10-01" }), [1, 3]);
  assert.deepEqual(at({ from: "2025-09-16", to: "2099-01-01" }), [2.5, 17]);
});
test("a stroke between two edges is a period in either direction, and open at the outer ends", () => {
  assert.deepEqual(periodBetween(LINE, 3, 1), { from: "2025-08-01", to: "2025-10-01" });
  assert.deepEqual(periodBetween(LINE, 0, 17), ALL);
});
test("a bound moves bar by bar, first to the next edge, and never past the other", () => {
  const range = { from: "2025-09-16", to: "2025-11-01" };
  assert.equal(moved(LINE, range, "from", 1).from, "2025-10-01");
  assert.equal(moved(LINE, range, "from", -1).from, "2025-09-01");
  assert.equal(moved(LINE, range, "from", 17).from, "2025-10-01");
  assert.equal(moved(LINE, range, "from", -17).from, null);
  assert.equal(moved(LINE, range, "to", -17).to, "2025-10-01");
  assert.equal(moved(LINE, range, "to", 17).to, null);
  assert.deepEqual(moved(LINE, ALL, "to", -1), { from: null, to: "2026-11-01" });
  assert.deepEqual(moved(LINE, ALL, "from", 1), { from: "2025-08-01", to: null });
});
test("days are shown around a period of at most a quarter, with some room", () => {
  assert.deepEqual(windowAround({ from: "2025-07-01", to: "2025-07-31" }, TODAY), { from: "2025-05-31", to: "2025-08-31" });
  assert.deepEqual(windowAround({ from: "2024-01-01", to: "2024-04-01" }, TODAY), { from: "2023-12-25", to: "2024-04-08" });
  assert.equal(windowAround({ from: "2025-01-01", to: "2025-12-01" }, TODAY), null);
  assert.equal(windowAround(ALL, TODAY), null);
  const line = timeLine([month("2024-02-29", 2)], "day", { from: "2024-02-01", to: "2024-03-01" }, TODAY, { from: "2024-02-27", to: "2024-03-02" });
  assert.deepEqual([line.edges, line.counts], [["2024-02-27", "2024-02-28", "2024-02-29", "2024-03-01", "2024-03-02"], [0, 0, 2, 0]]);
  // The ends of such a window are days like others.
  assert.deepEqual(periodBetween(line, 0, 4), { from: "2024-02-27", to: "2024-03-02" });
  assert.equal(moved(line, { from: "2024-02-28", to: "2024-03-01" }, "from", -1).from, "2024-02-27");
});
