// Languages say the same things, and a query reads as a sentence.
import "./browser-stub";
import assert from "node:assert/strict";
import { test } from "node:test";
import { whatInWords, whenInWords, whereInWords, type Words } from "../../src/i18n/describe";
import { en } from "../../src/i18n/en";
import { km } from "../../src/i18n/km";
import { askTh } from "../../src/i18n/ask";
import { askEn } from "../../src/i18n/ask-en";
import { mapTh } from "../../src/i18n/map";
import { mapEn } from "../../src/i18n/map-en";
import { peopleKm, peopleLo, peopleTh } from "../../src/i18n/people";
import { peopleEn } from "../../src/i18n/people-en";
import { lo } from "../../src/i18n/lo";
import { th } from "../../src/i18n/th";
import { NO_FILTER, parseArea } from "../../src/state/query";

function keys(object: object, prefix = ""): string[] {
  return Object.entries(object)
    .flatMap(([key, value]) => (value && typeof value === "object" ? keys(value as object, `${prefix}${key}.`) : [prefix + key]))
    .toSorted();
}
test("English has every word that Thai has, and no other", () => {
  assert.deepEqual(keys(en), keys(th));
});
test("words that come with other code say the same in both languages", () => {
  for (const [english, thai] of [[askEn, askTh], [mapEn, mapTh], [peopleEn, peopleTh]] as const) {
    assert.deepEqual(keys(english), keys(thai));
    for (const text of Object.values(english)) if (typeof text === "string") assert.ok(!/[\u0e00-\u0e7f]/.test(text), text);
  }
});
test("Lao and Khmer have no words that Thai does not have", () => {
  const known = new Set(keys(th));
  for (const key of [...keys(lo), ...keys(km)]) assert.ok(known.has(key), key);
  const people = new Set(keys(peopleTh));
  for (const key of [...keys(peopleLo), ...keys(peopleKm)]) assert.ok(people.has(key), key);
});
test("no text is left in the other language", () => {
  const texts = Object.values(en).filter((v): v is string => typeof v === "string");
  for (const text of texts) assert.ok(!/[\u0e00-\u0e7f]/.test(text), text);
});
test("every error code of the server has words in both languages", () => {
  const codes = [
    "invalid_parameter", "unknown_parameter", "not_found", "method_not_allowed", "payload_too_large", "invalid_body", "timeout",
    "too_busy", "database_unavailable", "internal",
  ];
  for (const code of codes) {
    assert.ok(th.errors[code], code);
    assert.ok(en.errors[code], code);
  }
});

const words = (lang: "th" | "en"): Words => ({
  t: lang === "th" ? th : en,
  lang,
  era: lang === "th" ? "be" : "ce",
  term: (_, code) => ({ drugs: lang === "th" ? "ยาเสพติด" : "Drugs" })[code] ?? code,
  districtName: () => (lang === "th" ? "กาบเชิง" : "Kap Choeng"),
  provinceName: (code) => code,
  crossingName: (id) => id,
  drawnKm2: null,
  centreName: null,
});
test("a query reads as a sentence in Thai and English", () => {
  const filter = { ...NO_FILTER, category: ["drugs"], from: "2025-10-01", to: "2026-10-01" };
  assert.equal(whatInWords(filter, words("th")), "ยาเสพติด");
  assert.equal(whenInWords(filter, words("th")), "1 ต.ค. 2568 – 30 ก.ย. พ.ศ. 2569");
  assert.equal(whenInWords(filter, words("en")), "1 Oct 2025 – 30 Sep 2026 CE");
  assert.equal(whereInWords(parseArea("district:3206"), words("th")), "อ.กาบเชิง");
  assert.equal(whereInWords(parseArea("circle:103,14,5000"), words("en")), "Within 5 km of the chosen point");
  assert.equal(whenInWords(NO_FILTER, words("th")), "ทุกช่วงเวลา");
});
test("every form of area has its own words", () => {
  const named = (lang: "th" | "en"): Words => ({ ...words(lang), crossingName: () => (lang === "th" ? "ช่องจอม" : "Chong Chom"), drawnKm2: 1234.4 });
  const where = (text: string, lang: "th" | "en") => whereInWords(parseArea(text), named(lang));
  const drawn = `saved:${"0".repeat(32)}`;
  assert.equal(where("crossing:C04,5000", "th"), "ในระยะ 5 กม. จากช่องจอม");
  assert.equal(where("crossing:C04,500", "en"), "Within 0.5 km of Chong Chom");
  assert.equal(where("border:100,180", "th"), "แนวชายแดน กม. 100–180 ข้างละ 5 กม.");
  assert.equal(where("border:100,180,2000", "en"), "Border km 100–180, 2 km to each side");
  assert.equal(where(drawn, "th"), "ในพื้นที่ที่วาด 1,234 ตร.กม.");
  assert.equal(whereInWords(parseArea(drawn), words("en")), "In the area drawn");
});
