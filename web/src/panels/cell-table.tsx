// The table twin of the cell hotspots: cells with incidents, highest z first.
import type { HotspotCell } from "../api/types";
import { num, t } from "../i18n";
import { q } from "../i18n/ask";
import { m } from "../i18n/map";
import { flyTo } from "../map/handle";
import { districtName, provinceName } from "../state/data";
import { cellSize, cells } from "../state/map-data";
import { mapQuery, select } from "../state/view";
import { Problem } from "../ui/problem";
import { CellSentence } from "./cell-sentence";
import { CellSize } from "./cell-size";
import { Exports } from "./exports";
import { ClassSwatch } from "./swatches";
import "../styles/tables.css";

const MOST_ROWS = 200;
const byZ = (a: HotspotCell, b: HotspotCell) => (b.z ?? 0) - (a.z ?? 0) || b.count - a.count;
function middle(cell: HotspotCell): [number, number] {
  const mean = (i: 0 | 1) => cell.corners.reduce((sum, c) => sum + (c[i] ?? 0), 0) / Math.max(1, cell.corners.length);
  return [mean(0), mean(1)];
}

export function CellTable() {
  const words = m.value;
  const { data, error } = cells.value;
  if (!data) return error ? <Problem error={error} /> : <p class="loading">{t.value.loading}</p>;
  const rows = data.cells.toSorted(byZ).slice(0, MOST_ROWS);
  const open = (cell: HotspotCell) => {
    const [lon, lat] = middle(cell);
    select({ kind: "place", lon: Number(lon.toFixed(5)), lat: Number(lat.toFixed(5)) });
    flyTo(lon, lat, 10.5);
  };
  return (
    <>
      <h3>{q.value.cells_title}</h3>
      <CellSentence />
      <CellSize />
      <p class="note">{q.value.cells_weights}</p>
      <Exports what="hotspots" query={[mapQuery.value, `cell_m=${cellSize.value}`].filter(Boolean).join("&")} label={t.value.export_hotspots} />
      {rows.length === 0 ? (
        <p class="nothing">{q.value.cells_none}</p>
      ) : (
        <>
          <p class="note">{q.value.cells_rows(num(rows.length), num(data.cells.length))}</p>
          <table class="rows numbers" data-testid="cell-table">
            <thead>
              <tr>
                <th scope="col">{words.col_cell}</th>
                <th scope="col" class="number">{t.value.col_count}</th>
                <th scope="col" class="number">{t.value.col_z}</th>
                <th scope="col" class="number">{t.value.col_p}</th>
                <th scope="col">{t.value.col_class}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((cell) => (
                <tr key={cell.id}>
                  <th scope="row">
                    <button type="button" class="row-button" onClick={() => open(cell)}>
                      <span>
                        {districtName(cell.district)} <span class="note">{cell.id}</span>
                        <span class="place">{provinceName(cell.district.slice(0, 2))}</span>
                      </span>
                    </button>
                  </th>
                  <td class="number">{num(cell.count)}</td>
                  <td class="number">{cell.z === null ? "–" : cell.z.toFixed(2).replace("-", "−")}</td>
                  <td class="number">{cell.p === null ? "–" : cell.p < 0.001 ? "<0.001" : cell.p.toFixed(3)}</td>
                  <td class="class">
                    {cell.class === "not_tested" ? q.value.not_tested : <><ClassSwatch cls={cell.class} /> {t.value.hot_class[cell.class]}</>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </>
  );
}
