// Emerging hot spots: how many cells of each label, and the table twin of the map's cells.
import { useState } from "preact/hooks";
import { num } from "../../i18n";
import { s } from "../../i18n/study";
import { KINDS, LABELS } from "../../map/study/looks";
import { answer, resultOf } from "../../state/study";
import { figure } from "../../state/study-text";
import { PlaceCell, Row, isPicked, usePage } from "./place";
import { placeNames } from "./scan";
import { LabelSwatch } from "./swatches";

/** What is new and what is getting worse is said by name. */
const FIRST = ["new_hot", "intensifying_hot"];

/** How often each label was given. */
export function labelCounts(cells: readonly { label: string }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { label } of cells) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}

export function Emerging() {
  const words = s.value;
  const result = resultOf("emerging");
  const { sheet } = answer.value;
  const [only, setOnly] = useState("");
  if (!result || !sheet) return null;
  const labelled = result.cells.filter((c) => c.label !== "no_pattern");
  const counts = labelCounts(labelled);
  const rank = (label: string) => LABELS.indexOf(label);
  const rows = labelled
    .filter((c) => !only || c.label === only)
    .toSorted((a, b) => rank(a.label) - rank(b.label) || b.last_z - a.last_z);
  return (
    <>
      <p class="study-finding" data-testid="study-finding">
        {labelled.length > 0 ? words.cells_with(num(labelled.length), num(sheet.grid?.cells_in_mask ?? result.cells.length)) : words.none_found}
      </p>
      {FIRST.map((label) => {
        const of = labelled.filter((c) => c.label === label).toSorted((a, b) => b.last_z - a.last_z);
        return of.length > 0 && (
          <p key={label}>
            <LabelSwatch label={label} /> {words.labels[label]}: {placeNames(of.map((c) => c.district))}
          </p>
        );
      })}
      <LabelKey />
      <LabelMeanings />
      {labelled.length > 0 && (
        <>
          <p class="study-only">
            <label>
              {words.only_label}{" "}
              <select value={only} onChange={(e) => setOnly(e.currentTarget.value)}>
                <option value="">{words.every_label}</option>
                {LABELS.filter((label) => counts.has(label)).map((label) => (
                  <option key={label} value={label}>{words.labels[label]} ({num(counts.get(label) ?? 0)})</option>
                ))}
              </select>
            </label>
          </p>
          <Table key={only} rows={rows} steps={sheet.steps?.steps ?? 0} />
        </>
      )}
    </>
  );
}

type Cell = NonNullable<ReturnType<typeof resultOf<"emerging">>>["cells"][number];

function Table({ rows, steps }: { rows: readonly Cell[]; steps: number }) {
  const words = s.value;
  const { shown, more } = usePage(rows, (c) => isPicked(c.id));
  return (
    <>
      <table class="rows numbers" data-testid="study-table" data-rows={rows.length}>
        <thead>
          <tr>
            <th scope="col">{words.col_label}</th>
            <th scope="col">{words.col_cell}</th>
            <th scope="col" class="number">{words.col_last}</th>
            <th scope="col" class="number">{words.col_hot_steps}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((c) => (
            <Row key={c.id} picked={isPicked(c.id)}>
              <td class="class"><LabelSwatch label={c.label} /> {words.labels[c.label] ?? c.label}</td>
              <PlaceCell place={c} />
              <td class="number">
                {num(c.last_count)}
                <span class="place">z {figure(Number(c.last_z.toFixed(1)))}</span>
              </td>
              <td class="number">
                {words.hot_of(num(c.hot_steps + c.cold_steps), num(steps))}
                <span class="place">{trend(c)}</span>
              </td>
            </Row>
          ))}
        </tbody>
      </table>
      {more()}
    </>
  );
}
/** Up, down or level at the method's own p-value. */
function trend(c: Cell): string {
  const arrow = c.trend_p > 0.05 ? "→" : c.trend_z > 0 ? "↑" : "↓";
  return `${arrow} ${figure(Number(c.trend_z.toFixed(1)))}`;
}

/** Which labels there are and how many cells have each; the rest of the 17 under the fold. */
export function LabelKey() {
  const words = s.value;
  const result = resultOf("emerging");
  if (!result) return null;
  const counts = labelCounts(result.cells);
  return (
    <ul class="label-key" data-testid="label-key">
      {LABELS.filter((label) => counts.has(label)).map((label) => (
        <li key={label}>
          <LabelSwatch label={label} /> {words.labels[label]} <span class="number">{num(counts.get(label) ?? 0)}</span>
        </li>
      ))}
    </ul>
  );
}

function LabelMeanings() {
  const words = s.value;
  return (
    <details class="study-fold">
      <summary>{words.labels_fold}</summary>
      <p class="note">{words.label_tones}</p>
      <dl class="meanings">
        {KINDS.map((kind) => (
          <div key={kind}>
            <dt><LabelSwatch label={`${kind}_hot`} /> <LabelSwatch label={`${kind}_cold`} /> {words.labels[`${kind}_hot`]}</dt>
            <dd>{words.label_means[kind]}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
