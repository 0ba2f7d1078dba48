// The current query in the current language, ready for a heading, a legend or a print.
import { computed } from "@preact/signals";
import { t } from "../i18n";
import { whatInWords, whenInWords, whereInWords, type Words } from "../i18n/describe";
import { crossing, districtName, nameOf, provinceName, term } from "./data";
import { area, era, filter, lang, selection } from "./view";

const words = computed<Words>(() => {
  const sel = selection.value;
  const named = sel?.kind === "crossing" ? crossing(sel.id) : undefined;
  return { t: t.value, lang: lang.value, era: era.value, term, districtName, provinceName, centreName: named ? nameOf(named.names) : null };
});
export const what = computed(() => whatInWords(filter.value, words.value));
export const when = computed(() => whenInWords(filter.value, words.value));
export const where = computed(() => whereInWords(area.value, words.value));
