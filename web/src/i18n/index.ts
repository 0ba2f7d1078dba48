// The words of the page in the view's language, as one signal.
import { computed } from "@preact/signals";
import type { Lang } from "../api/types";
import { lang } from "../state/view";
import { en } from "./en";
import { km } from "./km";
import { lo } from "./lo";
import { th, type Messages } from "./th";

const LANGUAGES: Record<Lang, Messages> = { th, en, lo: { ...en, ...lo }, km: { ...en, ...km } };
export const LANGUAGE_NAMES: Record<Lang, string> = { th: "ไทย", en: "English", lo: "ລາວ", km: "ខ្មែរ" };

export const t = computed<Messages>(() => LANGUAGES[lang.value]);

/** A whole number with thousands separators, Western digits in every language. */
export function num(n: number): string {
  return String(Math.round(n)).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}
/** A distance in the unit a reader expects: metres below 1 km. */
export function distance(metres: number): string {
  if (metres < 1000) return t.value.m_unit(num(metres));
  return t.value.km_unit(metres < 100_000 ? (metres / 1000).toFixed(1) : num(metres / 1000));
}
/** An error code in words. */
export function errorWords(code: string): string {
  return t.value.errors[code] ?? t.value.errors["internal"] ?? code;
}
