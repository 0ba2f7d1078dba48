// The table twin of the hotspot layer: all districts of the mask, highest z first.
import type { HotspotRow } from "../api/types";
import { num, t } from "../i18n";
import { q } from "../i18n/ask";
import { m } from "../i18n/map";
import { districtName, hotspots, provinceName } from "../state/data";
import { area, mapQuery, overlays, step, withOverlay } from "../state/view";
import { Problem } from "../ui/problem";
import { CellTable } from "./cell-table";
import { Exports } from "./exports";
import { HotspotSentence } from "./hotspot-sentence";
import { Hottest, openDistrict } from "./hottest";
import { ClassSwatch } from "./swatches";
import "../styles/tables.css";

/** Highest z first; where nothing was tested, most reports first. */
function byZ(a: HotspotRow, b: HotspotRow): number {
  return (b.z ?? 0) - (a.z ?? 0) || b.count - a.count;
}

/** By district or by cell: whichever of the two the map shows. */
export function HotspotTable() {
  const words = m.value;
  const byCell = overlays.value.includes("cells");
  const unit = (label: string, overlay: "hotspots" | "cells", on: boolean) => (
    <button type="button" aria-pressed={on} data-unit={overlay} onClick={() => step({ overlays: withOverlay(overlay) })}>
      {label}
    </button>
  );
  return (
    <>
      <p class="units" role="group" aria-label={q.value.unit_label}>
        {unit(words.by_district, "hotspots", !byCell)} {unit(q.value.by_cell, "cells", byCell)}
      </p>
      {byCell ? <CellTable /> : <DistrictTable />}
    </>
  );
}

function DistrictTable() {
  const words = t.value;
  const { data, error } = hotspots.value;
  if (!data) return error ? <Problem error={error} /> : <p class="loading">{words.loading}</p>;
  const chosen = area.value?.kind === "district" ? area.value.codes : [];
  return (
    <>
      <h3>{q.value.hot_title}</h3>
      <HotspotSentence />
      <Hottest />
      <p class="note">{q.value.hot_weights}</p>
      <Exports what="hotspots" query={mapQuery.value} label={words.export_hotspots} />
      <table class="rows numbers" data-testid="hotspot-table">
        <thead>
          <tr>
            <th scope="col">{words.col_district}</th>
            <th scope="col" class="number">{words.col_count}</th>
            <th scope="col" class="number">{words.col_z}</th>
            <th scope="col" class="number">{words.col_p}</th>
            <th scope="col">{words.col_class}</th>
          </tr>
        </thead>
        <tbody>
          {data.districts.toSorted(byZ).map((row) => (
            <tr key={row.district} aria-current={chosen.includes(row.district) || undefined}>
              <th scope="row">
                <button type="button" class="row-button" onClick={() => openDistrict(row.district)}>
                  <span>
                    {districtName(row.district)}
                    <span class="place">{provinceName(row.district.slice(0, 2))}</span>
                  </span>
                </button>
              </th>
              <td class="number">{num(row.count)}</td>
              <td class="number">{row.z === null ? "–" : row.z.toFixed(2).replace("-", "−")}</td>
              <td class="number">{row.p === null ? "–" : row.p < 0.001 ? "<0.001" : row.p.toFixed(3)}</td>
              <td class="class">
                {data.enough ? <><ClassSwatch cls={row.class} /> {words.hot_class[row.class]}</> : "–"}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
