// Small bar charts: rows with a number beside each bar, and columns along time drawn in SVG.
import type { ComponentChildren } from "preact";
import { num } from "../i18n";

export interface Row {
  key: string;
  label: ComponentChildren;
  count: number;
  /** Narrows the question to this row. */
  pick?: () => void;
}

export function BarRows({ rows, caption }: { rows: readonly Row[]; caption: string }) {
  const most = Math.max(1, ...rows.map((r) => r.count));
  return (
    <table class="bar-rows">
      <caption>{caption}</caption>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            <th scope="row">
              {row.pick ? (
                <button type="button" class="row-button" onClick={row.pick}>
                  <span>{row.label}</span>
                </button>
              ) : (
                row.label
              )}
            </th>
            <td class="bar-cell" aria-hidden="true">
              <svg viewBox="0 0 100 8" preserveAspectRatio="none">
                <rect width={(100 * row.count) / most} height="8" />
              </svg>
            </td>
            <td class="number">{num(row.count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export interface Column {
  key: string;
  label: string;
  count: number;
}
const HEIGHT = 72;
const WIDTH = 352;

/** Columns of equal width; the first, the last and the highest are named. */
export function BarColumns({ columns, caption }: { columns: readonly Column[]; caption: string }) {
  const most = Math.max(1, ...columns.map((c) => c.count));
  const width = WIDTH / Math.max(1, columns.length);
  const peak = columns.reduce<Column | null>((best, c) => (best && best.count >= c.count ? best : c), null);
  return (
    <figure class="columns">
      <figcaption>{caption}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT + 1}`} role="img" aria-label={columns.map((c) => `${c.label}: ${c.count}`).join(", ")}>
        {columns.map((c, i) => {
          const height = (HEIGHT * c.count) / most;
          return (
            <rect key={c.key} x={i * width + 0.5} y={HEIGHT - height} width={Math.max(1, width - 1.5)} height={height}>
              <title>{`${c.label}: ${c.count}`}</title>
            </rect>
          );
        })}
        <line x1="0" x2={WIDTH} y1={HEIGHT + 0.5} y2={HEIGHT + 0.5} />
      </svg>
      <p class="axis" aria-hidden="true">
        <span>{columns[0]?.label}</span>
        {peak && columns.length > 4 && <span class="peak">{`↑ ${peak.label}: ${num(peak.count)}`}</span>}
        <span>{columns.length > 1 ? columns.at(-1)?.label : ""}</span>
      </p>
    </figure>
  );
}
