// The table twin of the crossings layer: every crossing listed, those without a position too.
import { num, t } from "../i18n";
import { q } from "../i18n/ask";
import { openCrossing } from "../map/open";
import { isApproximate } from "../map/symbols";
import { crossings, districtName, nameOf, term } from "../state/data";
import { era, lang, selection } from "../state/view";
import { isoInWords } from "../time/format";
import { CrossingIcon } from "../ui/icons";
import { Problem } from "../ui/problem";
import "../styles/tables.css";

export function CrossingTable() {
  const words = t.value;
  const { data, error } = crossings.value;
  if (!data) return error ? <Problem error={error} /> : <p class="loading">{words.loading}</p>;
  const sel = selection.value;
  return (
    <>
      <p class="note">{q.value.crossings_sentence(num(data.total), num(data.located))}</p>
      <table class="rows" data-testid="crossing-table">
        <thead>
          <tr>
            <th scope="col">{q.value.col_name}</th>
            <th scope="col">{words.col_district}</th>
            <th scope="col">{q.value.col_status}</th>
          </tr>
        </thead>
        <tbody>
          {data.crossings.map((c) => (
            <tr key={c.id} aria-current={(sel?.kind === "crossing" && sel.id === c.id) || undefined}>
              <th scope="row">
                <button type="button" class="row-button" onClick={() => openCrossing(c)}>
                  <CrossingIcon kind={c.kind} status={c.status.value} approximate={isApproximate(c)} />
                  <span>
                    {nameOf(c.names)}
                    <span class="place">
                      {term("crossing_kinds", c.kind)}
                      {!c.position && ` · ${q.value.no_position}`}
                    </span>
                  </span>
                </button>
              </th>
              <td>{districtName(c.district)}</td>
              <td>
                {term("crossing_statuses", c.status.value)}
                {c.status.as_of && <span class="place">{isoInWords(c.status.as_of, lang.value, era.value)}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
