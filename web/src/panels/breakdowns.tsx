// The answer taken apart: by status, channel, district, hour and weekday; a row is a link that narrows the question.
import type { ComponentChildren } from "preact";
import type { CountAnswer, Group } from "../api/types";
import { t } from "../i18n";
import { byStatus, districtName, live, term } from "../state/data";
import { withQuery } from "../state/query";
import { remote } from "../state/remote";
import { area, filter, panelQuery, setArea, setFilter, tab } from "../state/view";
import { BarColumns, BarRows } from "../ui/bars";

const MOST_DISTRICTS = 10;

/** Asked only while the summary is shown. */
const by = (field: string) =>
  remote<CountAnswer>(live(() => (tab.value === "summary" ? withQuery("count", panelQuery.value, { group_by: field }) : null)));
const byChannel = by("channel");
const byDistrict = by("district");
const byHour = by("hour");
const byWeekday = by("weekday");

const groupsOf = (answer: { readonly value: { data: CountAnswer | null } }): readonly Group[] => answer.value.data?.groups ?? [];

export function Breakdowns() {
  const words = t.value;
  const list = (field: "status" | "channel", terms: "statuses" | "channels", groups: readonly Group[]) =>
    groups.map(({ key, count }) => ({
      key: key ?? "",
      count,
      label: term(terms, key),
      ...(key && filter.value[field].length !== 1 && { pick: () => setFilter({ [field]: [key] }) }),
    }));
  // A district narrows the whole border, a province and a choice of districts; any other area it would widen.
  const asked = area.value;
  const narrows = !asked || asked.kind === "province" || (asked.kind === "district" && asked.codes.length > 1);
  const districts = groupsOf(byDistrict);
  const rest = districts.filter((g) => g.key !== null).slice(MOST_DISTRICTS).length;
  const rows = districts
    .filter((g): g is Group & { key: string } => g.key !== null)
    .slice(0, MOST_DISTRICTS)
    .map(({ key, count }) => ({
      key, count, label: districtName(key), ...(narrows && { pick: () => setArea({ kind: "district" as const, codes: [key] }) }),
    }));
  const nowhere = districts.find((g) => g.key === null);
  return (
    <>
      <Rows caption={words.by_status} rows={list("status", "statuses", groupsOf(byStatus))} />
      <Rows caption={words.by_channel} rows={list("channel", "channels", groupsOf(byChannel))} />
      <Rows caption={words.by_district(String(MOST_DISTRICTS))} rows={rows}>
        {[rest > 0 && words.more_districts(String(rest)), nowhere && words.hot_unlocated(String(nowhere.count))].filter(Boolean).join(" · ")}
      </Rows>
      <Clock />
    </>
  );
}

function Rows({ caption, rows, children }: { caption: string; rows: Parameters<typeof BarRows>[0]["rows"]; children?: ComponentChildren }) {
  if (rows.length === 0) return null;
  return (
    <>
      <BarRows rows={rows} caption={caption} />
      {children && <p class="note">{children}</p>}
    </>
  );
}

/** Hours only where a time is known; weekdays of every dated report. */
function Clock() {
  const words = t.value;
  const counts = (groups: readonly Group[]) => new Map(groups.map((g) => [g.key, g.count]));
  const [hours, days] = [counts(groupsOf(byHour)), counts(groupsOf(byWeekday))];
  const timed = [...hours].filter(([key]) => key !== null).reduce((sum, [, n]) => sum + n, 0);
  const dated = [...days].filter(([key]) => key !== null).reduce((sum, [, n]) => sum + n, 0);
  return (
    <div class="clock">
      {dated > 0 && (
        <BarColumns caption={words.by_weekday} columns={words.weekdays.map((label, i) => ({ key: label, label, count: days.get(String(i + 1)) ?? 0 }))} />
      )}
      {timed > 0 && (
        <BarColumns
          caption={words.by_hour(String(timed))}
          columns={Array.from({ length: 24 }, (_, h) => ({ key: String(h), label: words.hour(String(h).padStart(2, "0")), count: hours.get(String(h)) ?? 0 }))}
        />
      )}
    </div>
  );
}
