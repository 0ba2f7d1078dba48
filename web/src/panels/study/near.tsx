// Near repeats: how many times as many pairs as chance has it, by distance and time, and for how long a place stays hot.
import { distance, num } from "../../i18n";
import { s } from "../../i18n/study";
import { SURE_P, heat } from "../../map/study/looks";
import { resultOf } from "../../state/study";
import { figure, probability } from "../../state/study-text";

export function NearRepeat() {
  const words = s.value;
  const result = resultOf("near-repeat");
  if (!result) return null;
  return (
    <>
      <p class="study-finding" data-testid="study-finding">
        {result.hot_days > 0 ? words.near_hot(distance(result.hot_m), num(result.hot_days)) : words.near_none}
      </p>
      <div class="wide-table" tabIndex={0} role="region" aria-label={words.near_caption}>
        <table class="rows heat" data-testid="study-table" data-rows={result.table.length}>
          <caption>{words.near_caption}</caption>
          <thead>
            <tr>
              <td />
              {result.days.map((days) => <th key={days} scope="col" class="number">{words.near_days(num(days))}</th>)}
            </tr>
          </thead>
          <tbody>
            {result.table.map((row, i) => (
              <tr key={i}>
                <th scope="row">{words.near_within(distance(result.distance_m[i] ?? 0))}</th>
                {row.map((cell, j) => {
                  const sure = cell.p <= SURE_P;
                  return (
                    <td key={j} class={sure ? "number sure" : "number"} style={heat(cell.ratio, sure)} title={words.near_cell(num(cell.pairs), figure(cell.expected), probability(cell.p))}>
                      {cell.ratio === null ? "–" : cell.ratio.toFixed(2)}
                      <span class="hidden"> {words.near_cell(num(cell.pairs), figure(cell.expected), probability(cell.p))}</span>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="note">{words.near_read} {words.near_pairs(num(result.pairs))}</p>
    </>
  );
}
