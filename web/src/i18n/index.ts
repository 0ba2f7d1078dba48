// The words of the page in the view's language, as one signal.
import { computed, effect, signal } from "@preact/signals";
import type { Lang } from "../api/types";
import { lang } from "../state/view";
import type { AskWords } from "./ask";
import type { MapWords } from "./map";
import type { PeopleWords } from "./people";
import type { StudyWords } from "./study";
import { th, type Messages } from "./th";

export const LANGUAGE_NAMES: Record<Lang, string> = { th: "ไทย", en: "English", lo: "ລາວ", km: "ខ្មែរ" };

/** Thai is at hand; the others are fetched when first asked for. */
const LOADERS: Record<Exclude<Lang, "th">, () => Promise<Messages>> = {
  en: english,
  lo: async () => ({ ...(await english()), ...(await import("./lo")).lo }),
  km: async () => ({ ...(await english()), ...(await import("./km")).km }),
};
/** Words that come with other code in Thai come with the page's in English. */
export const otherEnglish = signal<{ askEn: AskWords; mapEn: MapWords; peopleEn: PeopleWords; studyEn: StudyWords } | null>(null);
async function english(): Promise<Messages> {
  const { en, ...others } = await import("./en");
  otherEnglish.value = others;
  return en;
}
const loaded = signal<Partial<Record<Lang, Messages>>>({ th });

export const t = computed<Messages>(() => loaded.value[lang.value] ?? loaded.value.en ?? th);

async function load(code: Lang): Promise<void> {
  if (code === "th" || loaded.peek()[code]) return;
  const messages = await LOADERS[code]();
  loaded.value = { ...loaded.peek(), [code]: messages };
}
/** Fetches the words of the view's language, now and whenever it changes; resolves with the first. */
export function followLanguage(): Promise<void> {
  effect(() => void load(lang.value).catch(() => undefined));
  return load(lang.peek()).catch(() => undefined);
}

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
