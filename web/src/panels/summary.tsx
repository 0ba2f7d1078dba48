// The answer at a glance: what was left out, the breakdown by category and along time, and the export.
import type { Group } from "../api/types";
import { t } from "../i18n";
import { byMonth, reports, term } from "../state/data";
import { area, era, filter, lang, panelQuery } from "../state/view";
import { shortMonth, yearWithEra } from "../time/format";
import { BE_OFFSET, addMonths, firstDay, fiscalYear, iso, lastDay, parseIso } from "../time/period";
import { BarColumns, BarRows, type Column } from "../ui/bars";
import { CategoryIcon } from "../ui/icons";
import { Problem } from "../ui/problem";
import { Exports, Left } from "./exports";
import { countsByTop } from "./filters";

/** Longer spans are drawn by fiscal year, so that a column stays readable. */
const MOST_MONTHS = 36;

export function Summary() {
  const words = t.value;
  const { data, error } = reports.value;
  if (error) return <Problem error={error} />;
  if (!data) return <p class="loading">{words.loading}</p>;
  const rows = [...countsByTop()]
    .filter(([, count]) => count > 0)
    .toSorted((a, b) => b[1] - a[1])
    .map(([code, count]) => ({
      key: code,
      count,
      label: (
        <>
          <CategoryIcon code={code} /> {term("categories", code)}
        </>
      ),
    }));
  return (
    <>
      {data.counts.matched === 0 && (
        <p class="nothing">
          {words.nothing} {area.value && area.value.kind !== "district" && area.value.kind !== "province" && words.nothing_points}
        </p>
      )}
      <Left counts={data.counts} />
      <Exports what="reports" query={panelQuery.value} label={words.export} />
      {rows.length > 0 && <BarRows rows={rows} caption={words.by_category} />}
      <Timeline groups={byMonth.value.data?.groups ?? []} />
    </>
  );
}

function Timeline({ groups }: { groups: readonly Group[] }) {
  const words = t.value;
  const dated = groups.filter((g): g is { key: string; count: number } => g.key !== null);
  const undated = groups.find((g) => g.key === null)?.count ?? 0;
  const months = monthsBetween(dated, filter.value.from, filter.value.to);
  if (months.length === 0) return null;
  const byYear = months.length > MOST_MONTHS;
  const columns: Column[] = byYear ? fiscalYears(months) : months.map((m) => ({ ...m, label: shortMonth(m.key, lang.value, era.value) }));
  const note = undated > 0 ? ` · ${words.unknown_time} ${undated}` : "";
  return <BarColumns columns={columns} caption={(byYear ? words.by_fiscal_year : words.by_month) + note} />;
}

/** Every month from the first with reports to the last, empty ones included, within the asked period. */
function monthsBetween(groups: readonly { key: string; count: number }[], from: string | null, to: string | null) {
  const counts = new Map(groups.map((g) => [g.key, g.count]));
  const keys = [...counts.keys()].toSorted();
  const first = firstDay(from ?? keys[0] ?? null);
  const lastAsked = lastDay(to);
  const last = keys.at(-1);
  const months: { key: string; count: number }[] = [];
  if (!first || !last) return months;
  for (let at = { ...first, day: 1 }; months.length < 1200; at = addMonths(at, 1)) {
    const key = iso(at).slice(0, 7);
    if (key > last || (lastAsked && iso(at) > iso(lastAsked))) break;
    months.push({ key, count: counts.get(key) ?? 0 });
  }
  return months;
}

function fiscalYears(months: readonly { key: string; count: number }[]): Column[] {
  const years = new Map<number, number>();
  for (const m of months) {
    const date = parseIso(m.key);
    if (date) years.set(fiscalYear(date), (years.get(fiscalYear(date)) ?? 0) + m.count);
  }
  return [...years].map(([be, count]) => ({
    key: String(be),
    label: yearWithEra(era.value === "be" ? be : be - BE_OFFSET, lang.value, era.value),
    count,
  }));
}
