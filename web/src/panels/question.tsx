// The active question in words with its number, and one click that clears it.
import { num, t } from "../i18n";
import { byStatus, reports } from "../state/data";
import { isEmpty } from "../state/query";
import { area, clearFilter, filter, setArea } from "../state/view";
import { what, when, where } from "../state/words";
import { Glyph } from "../ui/icons";

export function Question() {
  const words = t.value;
  const { data, error, loading } = reports.value;
  const matched = data?.counts.matched;
  const n = matched === undefined ? (error ? "–" : "…") : num(matched);
  // How many are confirmed is part of the number, unless the question itself is about the status.
  const groups = filter.value.status.length === 0 && matched ? byStatus.value.data?.groups : undefined;
  const confirmed = groups ? (groups.find((g) => g.key === "confirmed")?.count ?? 0) : null;
  return (
    <section class="question" aria-live="polite" aria-busy={loading}>
      <h2 class="where">
        {where.value}
        {area.value && (
          <button type="button" class="quiet" onClick={() => setArea(null)} aria-label={words.clear_area} title={words.clear_area}>
            <Glyph name="close" />
          </button>
        )}
      </h2>
      <p class="count" data-testid="matched" data-matched={matched}>
        <strong>{words.reports_n(n)}</strong>
        {confirmed !== null && ` (${words.confirmed_n(num(confirmed))})`} <span class="words">{what.value} · {when.value}</span>
        {!(isEmpty(filter.value) && !area.value) && (
          <button type="button" class="link" data-testid="clear" onClick={clearFilter}>
            {words.clear}
          </button>
        )}
      </p>
    </section>
  );
}
