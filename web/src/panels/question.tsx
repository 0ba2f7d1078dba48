// The active question in words with its number, and one click that clears it.
import { num, t } from "../i18n";
import { reports } from "../state/data";
import { isEmpty } from "../state/query";
import { area, clearFilter, filter, setArea } from "../state/view";
import { what, when, where } from "../state/words";
import { Glyph } from "../ui/icons";

export function Question() {
  const words = t.value;
  const { data, error, loading } = reports.value;
  const matched = data?.counts.matched;
  const n = matched === undefined ? (error ? "–" : "…") : num(matched);
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
        <strong>{words.reports_n(n)}</strong> <span class="words">{what.value} · {when.value}</span>
        {!(isEmpty(filter.value) && !area.value) && (
          <button type="button" class="link" data-testid="clear" onClick={clearFilter}>
            {words.clear}
          </button>
        )}
      </p>
    </section>
  );
}
