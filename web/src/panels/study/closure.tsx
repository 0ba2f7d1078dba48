// Before and after a closure: what changed at the crossing and beside it, more than along the rest of the border.
import { useEffect } from "preact/hooks";
import type { ClosureFields, CountsBeforeAfterFields, DifferenceFields, LeftOutFields, StretchFields } from "../../api/schema";
import { distance, num, t } from "../../i18n";
import { s } from "../../i18n/study";
import type { StudyWords } from "../../i18n/study";
import { palette } from "../../map/palette";
import { borderWanted, crossing, nameOf, term } from "../../state/data";
import { resultOf } from "../../state/study";
import { figure, probability } from "../../state/study-text";
import { addDays, bangkokDate, iso, parseIso, type CivilDate } from "../../time/period";
import { dayWords } from "./scan";
import { EdgeSwatch, StrokeSwatch } from "./swatches";

/** Which way a difference goes, where its interval does not hold 0. */
export function direction(d: DifferenceFields | null): "more" | "fewer" | "unclear" {
  if (d && d.low > 0) return "more";
  return d && d.high < 0 ? "fewer" : "unclear";
}
/** What the three differences come to: whether reports went away, moved or grew. */
export function verdict(c: Pick<ClosureFields, "change_at_crossing" | "change_beside" | "change_in_all">, words: StudyWords): string {
  const [here, beside, all] = [c.change_at_crossing, c.change_beside, c.change_in_all].map(direction);
  if (all === "fewer") return words.closure_gone;
  if (here === "fewer" && beside === "more") return words.closure_moved;
  return all === "more" ? words.closure_grew : words.closure_open;
}

/** Whether some of the days after are still to come. */
export function isRunning(day: string, days: number, today: CivilDate): boolean {
  const first = parseIso(day);
  return first !== null && iso(addDays(first, days)) > iso(today);
}

/** Whether the comparison lies along the other border than the crossing's own. */
export const isOtherBorder = (comparison: string, own: string | undefined) => own !== undefined && comparison !== own;
const borderName = (border: string) => (border === "TH-LA" ? t.value.border_laos : t.value.border_cambodia);

const signed = (n: number) => (n > 0 ? "+" : "") + figure(Math.round(n));

export function Closure() {
  const words = s.value;
  const result = resultOf("closure");
  useEffect(() => void (borderWanted.value = true), []);
  if (!result) return null;
  const [ratio = 0, low = 0, high = 0] = result.ratio;
  const status = result.status ? term("crossing_statuses", result.status) : words.closure_changed;
  const at = crossing(result.crossing);
  const against = result.comparison_border;
  const stretch = (x: StretchFields) => words.stretch(num(x.from_km), num(x.to_km));
  const rows: [string, string, CountsBeforeAfterFields | null, DifferenceFields | null][] = [
    [words.closure_rows.at, t.value.within + " " + distance(result.radius_m), result.at_crossing, result.change_at_crossing],
    [words.closure_rows.beside, result.beside.map(stretch).join(t.value.list_join), result.beside_counts, result.change_beside],
    [words.closure_rows.all, "", null, result.change_in_all],
    [words.closure_rows.comparison, result.comparison.map(stretch).join(t.value.list_join), result.comparison_counts, null],
  ];
  return (
    <>
      <p>
        {words.closure_what(nameOf(at?.names, result.crossing), status, dayWords(result.day))}
        <span class="place">{words.closure_days(num(result.days))}</span>
      </p>
      {isRunning(result.day, result.days, bangkokDate(new Date())) && <p class="study-warning" role="note">{words.closure_running}</p>}
      <p class="study-finding" data-testid="study-finding">{verdict(result, words)}</p>
      <p>{words.closure_ratio(figure(ratio), figure(low), figure(high))}</p>
      {/* A kept answer may be older than these. */}
      {against && (isOtherBorder(against, at?.border) ? (
        <p class="study-warning" role="note" data-testid="other-border"><strong>{words.closure_other(borderName(against))}</strong></p>
      ) : (
        <p class="note">{words.closure_own(borderName(against))}</p>
      ))}
      <table class="rows numbers" data-testid="study-table" data-rows={rows.length}>
        <thead>
          <tr>
            <td />
            <th scope="col" class="number">{words.col_before}</th>
            <th scope="col" class="number">{words.col_after}</th>
            <th scope="col">{words.col_difference}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, where, counts, change]) => (
            <tr key={name}>
              <th scope="row">{name}<span class="place">{where}</span></th>
              <td class="number">{counts && num(counts.before)}</td>
              <td class="number">{counts && num(counts.after)}</td>
              <td><Difference d={change} few={name === words.closure_rows.beside} /></td>
            </tr>
          ))}
        </tbody>
      </table>
      {result.also_changed?.length > 0 && <p class="study-warning" role="note">{words.closure_also(result.also_changed.map(dayWords).join(t.value.list_join))}</p>}
      {result.left_out?.length > 0 && <LeftOut parts={result.left_out} />}
    </>
  );
}

/** Where crossings that changed themselves took parts of the line out of the comparison. */
function LeftOut({ parts }: { parts: readonly LeftOutFields[] }) {
  const words = s.value;
  return (
    <details class="study-fold" data-testid="left-out">
      <summary>{words.closure_left_out(num(parts.length))}</summary>
      <ul>
        {parts.map((x) => (
          <li key={x.border + x.crossing}>
            {words.closure_left(nameOf(crossing(x.crossing)?.names, x.crossing), dayWords(x.day))}
            <span class="place">{borderName(x.border)} {words.stretch(num(x.from_km), num(x.to_km))}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** The lines on the map. */
export function ClosureKey() {
  const words = s.value;
  if (!resultOf("closure")) return null;
  const { hotspot, inkSoft } = palette.value;
  return (
    <ul class="label-key">
      <li><EdgeSwatch sure /> {words.closure_rows.at}</li>
      <li><StrokeSwatch colour={hotspot.hot95} /> {words.closure_rows.beside}</li>
      <li><StrokeSwatch colour={inkSoft} /> {words.closure_rows.comparison}</li>
    </ul>
  );
}

function Difference({ d, few }: { d: DifferenceFields | null; few: boolean }) {
  const words = s.value;
  if (!d) return few ? <>{words.closure_few_beside}</> : null;
  const way = direction(d);
  const n = figure(Math.round(Math.abs(d.reports)));
  return (
    <>
      {way === "more" ? words.closure_more(n) : way === "fewer" ? words.closure_fewer(n) : words.closure_unclear}
      <span class="place">{words.closure_interval(signed(d.low), signed(d.high))} · {words.p_is(probability(d.p))}</span>
    </>
  );
}
