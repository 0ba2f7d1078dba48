// The current query in the current language, ready for a heading, a legend or a print.
import { computed } from "@preact/signals";
import { t } from "../i18n";
import { whatInWords, whenInWords, whereInWords, type Words } from "../i18n/describe";
import { crossing, districtName, nameOf, provinceName, savedArea, term } from "./data";
import type { Area } from "./query";
import { session } from "./session";
import { area, era, filter, lang, selection } from "./view";

/** What words are made with, for other questions than the view's own. */
export const words = computed<Words>(() => {
  const sel = selection.value;
  const named = sel?.kind === "crossing" ? crossing(sel.id) : undefined;
  const crossingName = (id: string) => nameOf(crossing(id)?.names, id);
  const drawnKm2 = savedArea.value.data?.properties.area_km2 ?? null;
  return {
    t: t.value, lang: lang.value, era: era.value, term, districtName, provinceName, crossingName, drawnKm2,
    centreName: named ? nameOf(named.names) : null,
  };
});
export const what = computed(() => whatInWords(filter.value, words.value));
export const when = computed(() => whenInWords(filter.value, words.value));
/** Whoever is here for some places asks about those, not about the whole border. */
const ownArea = computed<Area | null>(() => {
  const codes = session.value?.acts_in.remit.split(",") ?? [];
  const all = (digits: number) => codes.every((code) => /^\d+$/.test(code) && code.length === digits);
  return all(4) ? { kind: "district", codes } : all(2) ? { kind: "province", codes } : null;
});
export const where = computed(() => whereInWords(area.value ?? ownArea.value, words.value));
