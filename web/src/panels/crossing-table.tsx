// The table twin of the crossings layer: every crossing listed, those without a position too.
import type { Crossing } from "../api/types";
import { num, t } from "../i18n";
import { flyTo } from "../map/handle";
import { CROSSING_RADIUS_M } from "../map/drawing";
import { isApproximate } from "../map/symbols";
import { crossings, districtName, nameOf, term } from "../state/data";
import { era, lang, select, selection, setArea } from "../state/view";
import { isoInWords } from "../time/format";
import { CrossingIcon } from "../ui/icons";
import { Problem } from "../ui/problem";

export function openCrossing(c: Crossing): void {
  const sel = { kind: "crossing", id: c.id } as const;
  if (!c.position) return select(sel);
  setArea({ kind: "circle", lon: c.position.lon, lat: c.position.lat, radius_m: CROSSING_RADIUS_M }, sel);
  flyTo(c.position.lon, c.position.lat, 10);
}

export function CrossingTable() {
  const words = t.value;
  const { data, error } = crossings.value;
  if (error) return <Problem error={error} />;
  if (!data) return <p class="loading">{words.loading}</p>;
  const sel = selection.value;
  return (
    <>
      <p class="note">{words.crossings_sentence(num(data.total), num(data.located))}</p>
      <table class="rows" data-testid="crossing-table">
        <thead>
          <tr>
            <th scope="col">{words.col_name}</th>
            <th scope="col">{words.col_district}</th>
            <th scope="col">{words.col_status}</th>
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
                      {!c.position && ` · ${words.no_position}`}
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
