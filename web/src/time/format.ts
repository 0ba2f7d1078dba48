// Dates in words: own month names (browsers have no Lao or Khmer), the era always chosen and named, never Intl defaults.
import type { Lang } from "../api/types";
import { bangkokClock, bangkokDate, firstDay, lastDay, parseIso, yearIn, type CivilDate, type Era, type Range } from "./period";

const SHORT: Record<Lang, readonly string[]> = {
  th: ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."],
  en: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
  lo: ["ມ.ກ.", "ກ.ພ.", "ມ.ນ.", "ມ.ສ.", "ພ.ພ.", "ມິ.ຖ.", "ກ.ລ.", "ສ.ຫ.", "ກ.ຍ.", "ຕ.ລ.", "ພ.ຈ.", "ທ.ວ."],
  km: ["មករា", "កុម្ភៈ", "មីនា", "មេសា", "ឧសភា", "មិថុនា", "កក្កដា", "សីហា", "កញ្ញា", "តុលា", "វិច្ឆិកា", "ធ្នូ"],
};
const LONG: Record<Lang, readonly string[]> = {
  th: [
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
  ],
  en: [
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
  ],
  lo: ["ມັງກອນ", "ກຸມພາ", "ມີນາ", "ເມສາ", "ພຶດສະພາ", "ມິຖຸນາ", "ກໍລະກົດ", "ສິງຫາ", "ກັນຍາ", "ຕຸລາ", "ພະຈິກ", "ທັນວາ"],
  km: SHORT.km,
};
const ERA: Record<Lang, Record<Era, string>> = {
  th: { be: "พ.ศ.", ce: "ค.ศ." },
  en: { be: "BE", ce: "CE" },
  lo: { be: "ພ.ສ.", ce: "ຄ.ສ." },
  km: { be: "ព.ស.", ce: "គ.ស." },
};

export function eraName(lang: Lang, era: Era): string {
  return ERA[lang][era];
}
export function monthNames(lang: Lang, long = false): readonly string[] {
  return (long ? LONG : SHORT)[lang];
}
function monthName(month: number, lang: Lang): string {
  return SHORT[lang][month - 1] ?? String(month);
}
/** A year with its era: `พ.ศ. 2567`, `2024 CE`. */
export function yearWithEra(year: number | string, lang: Lang, era: Era): string {
  return lang === "en" ? `${year} ${ERA[lang][era]}` : `${ERA[lang][era]} ${year}`;
}

/** `15 ม.ค. 2567`; for columns whose heading names the era. */
export function shortDate(date: CivilDate, lang: Lang, era: Era): string {
  return `${date.day} ${monthName(date.month, lang)} ${yearIn(date, era)}`;
}
/** `15 ม.ค. พ.ศ. 2567`; for sentences. */
export function fullDate(date: CivilDate, lang: Lang, era: Era): string {
  return `${date.day} ${monthName(date.month, lang)} ${yearWithEra(yearIn(date, era), lang, era)}`;
}
export function isoInWords(text: string | null, lang: Lang, era: Era): string | null {
  const date = text ? parseIso(text.slice(0, 10)) : null;
  return date ? fullDate(date, lang, era) : text;
}
/** `ต.ค. 68`-like month of a chart axis, from `2025-10`. */
export function shortMonth(key: string, lang: Lang, era: Era): string {
  const date = parseIso(key);
  return date ? `${monthName(date.month, lang)} ${yearIn(date, era)}` : key;
}
/** When a report was observed, to the precision it has. */
export function observedInWords(observed: string, precision: string | null, lang: Lang, era: Era): string {
  const date = shortDate(bangkokDate(observed), lang, era);
  return precision === "time" ? `${date} ${bangkokClock(observed)}` : date;
}

/** A half-open range as people say it, last day included; null for "all time". */
export function rangeInWords(range: Range, lang: Lang, era: Era): { from?: string | undefined; to?: string | undefined } | null {
  const from = firstDay(range.from);
  const to = lastDay(range.to);
  const words: { from?: string | undefined; to?: string | undefined } = {};
  // The era is named once where both ends are given.
  if (from) words.from = to ? shortDate(from, lang, era) : fullDate(from, lang, era);
  if (to) words.to = fullDate(to, lang, era);
  // A bound that is no date is said as it stands, never as "all time".
  words.from ??= range.from ?? undefined;
  words.to ??= range.to ?? undefined;
  return words.from || words.to ? words : null;
}
