// How large the cells of the hotspot map are; a small cell with few reports in it says more than it knows.
import { m } from "../i18n/map";
import { CELL_SIZES, cellSize } from "../state/map-data";
import { step, view } from "../state/view";

const DEFAULT_M = 5000;

export function CellSize() {
  const words = m.value;
  const choose = (metres: number) => {
    const { res: _, ...rest } = view.value.map;
    step({ map: metres === DEFAULT_M ? rest : { ...rest, res: String(metres) } });
  };
  return (
    <p class="cell-size">
      <label>
        {words.cell_size}{" "}
        <select name="res" value={String(cellSize.value)} onChange={(e) => choose(Number(e.currentTarget.value))}>
          {CELL_SIZES.map((metres) => (
            <option key={metres} value={String(metres)}>
              {words.cell_km(String(metres / 1000))}
            </option>
          ))}
        </select>
      </label>
      <span class="note">{words.cell_hint}</span>
    </p>
  );
}
