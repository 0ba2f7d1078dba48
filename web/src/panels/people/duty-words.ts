// A duty in words: role, area by name, and what narrows it.
import type { DutyBody } from "../../api/schema";
import { t } from "../../i18n";
import { w } from "../../i18n/people";
import { districtName, provinceName, term } from "../../state/data";

/** So many places are named; the others are counted. */
const NAMED = 3;

export const roleName = (role: string) => w.value.roles[role] ?? role;

export function placeName(code: string): string {
  if (code === "none") return w.value.no_district;
  return code.length === 2 ? t.value.province_word(provinceName(code)) : t.value.district_word(districtName(code));
}

/** An area by the names of its districts and provinces. */
export function remitInWords(remit: string, named = NAMED): string {
  if (remit === "everywhere") return w.value.everywhere;
  const codes = remit.split(",");
  const names = codes.slice(0, named).map(placeName);
  if (codes.length > named) names.push(w.value.more_places(codes.length - named));
  return names.join(t.value.list_join);
}

export function dutyInWords(duty: Pick<DutyBody, "role" | "remit" | "categories" | "agency">): string {
  const { categories, agency } = duty;
  const only = categories.length ? ` · ${w.value.categories_only(categories.map((c) => term("categories", c)).join(t.value.list_join))}` : "";
  return `${roleName(duty.role)}${agency ? ` (${term("agencies", agency)})` : ""} · ${remitInWords(duty.remit)}${only}`;
}
