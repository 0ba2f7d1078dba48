// Eras, fiscal years and presets, with the domain's own test vectors.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fullDate, observedInWords, rangeInWords, shortDate, shortMonth } from "../../src/time/format";
import {
  addDays, addMonths, bangkokClock, bangkokDate, fiscalQuarter, fiscalRange, fiscalYear, isValid, iso, parseIso, presetOf,
  presetRange, quarterOf, quarterRange, readYear, westernDigits, type CivilDate,
} from "../../src/time/period";

const date = (text: string): CivilDate => {
  const parsed = parseIso(text);
  if (!parsed) throw new Error(`not a date: ${text}`);
  return parsed;
};
function checkFiscal(text: string, year: number, quarter: number) {
  assert.equal(fiscalYear(date(text)), year, text);
  assert.equal(fiscalQuarter(date(text)), quarter, text);
}

test("fiscal years and quarters follow the Thai October start", () => {
  checkFiscal("2024-01-15", 2567, 2);
  checkFiscal("2023-10-01", 2567, 1);
  checkFiscal("2023-09-30", 2566, 4);
  checkFiscal("2024-04-01", 2567, 3);
});
test("quarters of a fiscal year join without a gap and are known again", () => {
  assert.deepEqual([1, 2, 3, 4].map((q) => quarterRange(2567, q)), [
    { from: "2023-10-01", to: "2024-01-01" }, { from: "2024-01-01", to: "2024-04-01" },
    { from: "2024-04-01", to: "2024-07-01" }, { from: "2024-07-01", to: "2024-10-01" },
  ]);
  for (const quarter of [1, 2, 3, 4]) assert.deepEqual(quarterOf(quarterRange(2569, quarter)), { year: 2569, quarter });
  assert.equal(quarterOf({ from: "2024-01-01", to: "2024-05-01" }), null);
  assert.equal(quarterOf({ from: null, to: "2024-04-01" }), null);
  // domain.md, section 6: 15 Jan 2567 is in quarter 2 of 2567, 30 Sep 2566 in quarter 4 of 2566.
  const holds = (range: { from: string; to: string }, day: string) => range.from <= day && day < range.to;
  assert.ok(holds(quarterRange(2567, 2), "2024-01-15") && holds(quarterRange(2567, 1), "2023-10-01") && holds(quarterRange(2566, 4), "2023-09-30"));
});
test("fiscal year 2566 is 1 October 2022 to 30 September 2023, half open", () => {
  assert.deepEqual(fiscalRange(2566), { from: "2022-10-01", to: "2023-10-01" });
});
test("dates read in both eras say the era", () => {
  assert.equal(fullDate(date("2024-01-15"), "th", "be"), "15 ม.ค. พ.ศ. 2567");
  assert.equal(fullDate(date("2024-01-15"), "en", "ce"), "15 Jan 2024 CE");
  assert.equal(fullDate(date("2024-01-15"), "en", "be"), "15 Jan 2567 BE");
  assert.equal(shortDate(date("2023-08-21"), "th", "be"), "21 ส.ค. 2566");
  assert.equal(shortMonth("2025-10", "th", "be"), "ต.ค. 2568");
});
test("Thai digits are read as digits", () => {
  assert.equal(westernDigits("๑๐ มกราคม ๒๕๖๗"), "10 มกราคม 2567");
  assert.deepEqual(readYear("๒๕๖๗", "be"), { year: 2024 });
});
test("a year of the other era is refused, never guessed", () => {
  assert.deepEqual(readYear("2024", "be"), { error: "looks_ce" });
  assert.deepEqual(readYear("2567", "ce"), { error: "looks_be" });
  assert.deepEqual(readYear("2567", "be"), { year: 2024 });
  assert.deepEqual(readYear("66", "be"), { year: 2023 });
  assert.deepEqual(readYear("2024", "ce"), { year: 2024 });
  assert.deepEqual(readYear("abc", "ce"), { error: "not_a_year" });
});
test("a UTC instant before 17:00 is that day in Bangkok, after it the next", () => {
  assert.equal(iso(bangkokDate("2025-07-23T16:59:59Z")), "2025-07-23");
  assert.equal(iso(bangkokDate("2025-07-23T17:00:00Z")), "2025-07-24");
  assert.equal(bangkokClock("2025-07-23T09:55:00Z"), "16:55");
  assert.equal(observedInWords("2025-07-23T09:55:00Z", "time", "th", "be"), "23 ก.ค. 2568 16:55");
  assert.equal(observedInWords("2025-07-23T17:00:00Z", "day", "en", "ce"), "24 Jul 2025");
});
test("presets are half-open ranges of Bangkok dates", () => {
  const today = date("2026-11-21");
  assert.deepEqual(presetRange("this_fiscal", today), { from: "2026-10-01", to: "2027-10-01" });
  assert.deepEqual(presetRange("last_fiscal", today), { from: "2025-10-01", to: "2026-10-01" });
  assert.deepEqual(presetRange("last12", today), { from: "2025-11-22", to: "2026-11-22" });
  assert.deepEqual(presetRange("last30", today), { from: "2026-10-23", to: "2026-11-22" });
  assert.equal(presetOf({ from: "2025-10-01", to: "2026-10-01" }, today), "last_fiscal");
  assert.equal(presetOf({ from: null, to: null }, today), "all");
  assert.equal(presetOf({ from: "2025-10-02", to: "2026-10-01" }, today), null);
});
test("a range in words includes its last day", () => {
  assert.deepEqual(rangeInWords({ from: "2025-10-01", to: "2026-10-01" }, "th", "be"), { from: "1 ต.ค. 2568", to: "30 ก.ย. พ.ศ. 2569" });
  assert.equal(rangeInWords({ from: null, to: null }, "th", "be"), null);
});
test("calendar arithmetic keeps to real dates", () => {
  assert.equal(iso(addMonths(date("2024-01-31"), 1)), "2024-02-29");
  assert.equal(iso(addMonths(date("2024-03-15"), -12)), "2023-03-15");
  assert.equal(iso(addDays(date("2024-02-28"), 2)), "2024-03-01");
  assert.equal(isValid({ year: 2023, month: 2, day: 29 }), false);
  assert.equal(parseIso("2023-02-29"), null);
  assert.equal(parseIso("21 Nov"), null);
});
test("a bound that is an instant is said as its Bangkok day, and one that is no date as it stands", () => {
  assert.deepEqual(rangeInWords({ from: "2025-10-01T00:00:00Z", to: null }, "en", "ce"), { from: "1 Oct 2025 CE", to: undefined });
  assert.equal(rangeInWords({ from: null, to: "2025-09-30T17:00:00Z" }, "en", "ce")?.to, "30 Sep 2025 CE");
  assert.equal(rangeInWords({ from: null, to: "2025-10" }, "en", "ce")?.to, "30 Sep 2025 CE");
  assert.equal(rangeInWords({ from: "2025-13-01", to: null }, "en", "ce")?.from, "2025-13-01");
});
