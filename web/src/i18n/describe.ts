// A query in words, the same sentence for the panel, the legend and a print: pure, given the words it needs.
import type { Lang } from "../api/types";
import { rangeInWords } from "../time/format";
import type { Era } from "../time/period";
import type { Area, Filter } from "../state/query";
import type { Messages } from "./th";

export interface Words {
  t: Messages;
  lang: Lang;
  era: Era;
  term: (list: "categories" | "statuses" | "channels" | "precisions", code: string) => string;
  districtName: (code: string) => string;
  provinceName: (code: string) => string;
  crossingName: (id: string) => string;
  /** How large the drawn area is, once it is known. */
  drawnKm2: number | null;
  /** What the circle's centre is called, if it has a name. */
  centreName: string | null;
}

export function whatInWords(filter: Filter, w: Words): string {
  const join = (list: "categories" | "statuses" | "channels" | "precisions", codes: readonly string[]) =>
    codes.map((c) => w.term(list, c)).join(w.t.list_join);
  const parts = [filter.category.length ? join("categories", filter.category) : w.t.all_categories];
  if (filter.status.length) parts.push(w.t.status_words(join("statuses", filter.status)));
  if (filter.channel.length) parts.push(w.t.channel_words(join("channels", filter.channel)));
  if (filter.precision.length) parts.push(w.t.precision_words(join("precisions", filter.precision)));
  return parts.join(", ");
}

export function whenInWords(filter: Filter, w: Words): string {
  const words = rangeInWords(filter, w.lang, w.era);
  if (!words) return w.t.all_time;
  if (words.from && words.to) return w.t.from_to(words.from, words.to);
  return words.from ? w.t.from_on(words.from) : w.t.until(words.to ?? "");
}

export function whereInWords(area: Area | null, w: Words): string {
  if (!area) return w.t.whole_border;
  switch (area.kind) {
    case "district": {
      const [first] = area.codes;
      return area.codes.length === 1 && first ? w.t.district_word(w.districtName(first)) : w.t.area_districts(String(area.codes.length));
    }
    case "province":
      return area.codes.map((c) => w.t.province_word(w.provinceName(c))).join(w.t.list_join);
    case "bbox":
      return w.t.area_box;
    case "circle":
      return w.t.area_circle(km(area.radius_m / 1000), w.centreName ?? w.t.area_circle_point);
    case "crossing":
      return w.t.area_circle(km(area.radius_m / 1000), w.crossingName(area.id));
    case "border":
      return w.t.area_border(km(area.from_km), km(area.to_km), km(area.within_m / 1000));
    case "saved":
      return w.drawnKm2 === null ? w.t.area_drawn : w.t.area_drawn_km2(squareKm(w.drawnKm2));
  }
}

const km = (n: number) => String(Number(n.toFixed(n < 10 ? 2 : 1)));
/** Small areas with a decimal, large ones with thousands apart. */
function squareKm(n: number): string {
  return n < 10 ? n.toFixed(1) : String(Math.round(n)).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}
