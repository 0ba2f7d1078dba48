// The answer at a glance: what was left out, the export, and the breakdowns.
import { t } from "../i18n";
import { countsByTop, reports, term, unanswerable } from "../state/data";
import { area, filter, panelQuery, setFilter } from "../state/view";
import { BarRows } from "../ui/bars";
import { CategoryIcon } from "../ui/icons";
import { Problem } from "../ui/problem";
import { lazy } from "../ui/lazy";
import { CopyLink } from "./copy-link";
import { Exports, Left } from "./exports";

const Breakdowns = lazy(() => import("./breakdowns").then((m) => m.Breakdowns));

export function Summary() {
  const words = t.value;
  const { data, error } = reports.value;
  // Why this cannot be answered is said above the tabs, with the way out.
  if (unanswerable.value) return null;
  if (!data) return error ? <Problem error={error} /> : <p class="loading">{words.loading}</p>;
  const rows = [...countsByTop()]
    .filter(([, count]) => count > 0)
    .toSorted((a, b) => b[1] - a[1])
    .map(([code, count]) => ({
      key: code,
      count,
      ...(filter.value.category.length !== 1 && { pick: () => setFilter({ category: [code] }) }),
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
      <CopyLink />
      {rows.length > 0 && <BarRows rows={rows} caption={words.by_category} />}
      <Breakdowns />
    </>
  );
}
