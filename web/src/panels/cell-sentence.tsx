// The cell hotspots as one sentence: n, period, cell size, cells tested, FDR, and what could not be used.
import { num, t } from "../i18n";
import { m } from "../i18n/map";
import { cells } from "../state/map-data";
import { what, when } from "../state/words";

export function CellSentence() {
  const data = cells.value.data;
  if (!data) return cells.value.error ? null : <p class="sentence">{t.value.loading}</p>;
  const words = m.value;
  const { grid, mask, outside_mask, counts } = data;
  const left = [
    outside_mask > 0 && words.cells_outside(num(outside_mask)),
    counts.unlocated > 0 && words.cells_unlocated(num(counts.unlocated)),
    counts.undated > 0 && t.value.hot_undated(num(counts.undated)),
  ].filter(Boolean);
  return (
    <p class="sentence" data-testid="cell-sentence">
      {data.enough
        ? words.cells_sentence(num(mask.n), what.value, when.value, String(grid.cell_m / 1000), num(grid.cells_in_mask))
        : words.cells_not_enough(num(mask.n), what.value, when.value)}
      {left.length > 0 && ` (${left.join(" · ")})`}
    </p>
  );
}
