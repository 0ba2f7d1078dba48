// Districts by smoothed rates: the rank, the interval as a line, and how the count changed, with what is too few to say.
import type { ChangeFields, RateFields, RatesFields } from "../../api/schema";
import { num, t } from "../../i18n";
import { s } from "../../i18n/study";
import { FEWEST_COLOURED } from "../../map/study/looks";
import { resultOf } from "../../state/study";
import { figure, percent } from "../../state/study-text";
import { PlaceCell, Row, isPicked } from "./place";
import { dayWords, placeNames } from "./scan";
import { HatchSwatch, RampSwatch } from "./swatches";

/** Rates are said to a hundred: 38 of 100 reports, 4.2 to 100 square kilometres; of people to 100,000. */
const toOf = ({ per }: RatesFields) => (per === "person" ? 100_000 : 100);

export function Rates() {
  const words = s.value;
  const result = resultOf("rates");
  if (!result) return null;
  const to = toOf(result);
  const same = result.variance === 0;
  const most = Math.max(...result.districts.map((d) => d.high), result.mean) || 1;
  const changes = result.districts.some((d) => d.change);
  const per = words.rates_per[result.per] ?? result.per;
  return (
    <>
      <p class="study-finding" data-testid="study-finding">
        {same ? words.rates_same : `${words.rates_smoothed} ${per}`}
      </p>
      <p>{words.rates_mean(figure(result.mean * to), per)}</p>
      <RatesKey />
      <p class="note">
        {words.interval_is(percent(result.level))} {result.before_from ? words.before_since(dayWords(result.before_from)) : words.no_period}
      </p>
      <table class="rows numbers rates" data-testid="study-table" data-rows={result.districts.length}>
        <thead>
          <tr>
            <th scope="col" class="number">{words.col_rank}</th>
            <th scope="col">{t.value.col_district}</th>
            <th scope="col" class="number">{words.col_count}</th>
            <th scope="col">{words.col_rate}</th>
            <th scope="col" class="number raw">{words.col_raw}</th>
          </tr>
        </thead>
        <tbody>
          {result.districts.map((d) => (
            <Row key={d.id} picked={isPicked(d.id)}>
              <td class="number">{num(d.rank)}</td>
              <PlaceCell place={d}>{changes && <Change change={d.change} now={d.count} />}</PlaceCell>
              <td class="number">{num(d.count)}</td>
              <td class={d.count < FEWEST_COLOURED ? "few" : undefined}>
                <Interval d={d} most={most} mean={result.mean} to={to} />
              </td>
              <td class="number raw">{d.raw === null ? "–" : figure(d.raw * to)}</td>
            </Row>
          ))}
        </tbody>
      </table>
      <p class="note">{words.raw_note}</p>
      {/* A kept answer may be older than these. */}
      {(result.counted_by ?? []).map((c) => <p key={c.source + c.counted_on} class="note">{words.counted_by(c.source, dayWords(c.counted_on))}</p>)}
      {result.left_out?.length > 0 && <p class="note">{words.no_population(num(result.left_out.length), placeNames(result.left_out))}</p>}
    </>
  );
}

/** From low to high with the estimate on it; the mean as a tick. */
function Interval({ d, most, mean, to }: { d: RateFields; most: number; mean: number; to: number }) {
  const words = s.value;
  const x = (rate: number) => 2 + (96 * rate) / most;
  return (
    <>
      <span>
        <strong>{figure(d.rate * to)}</strong> <span class="note">{words.interval(figure(d.low * to), figure(d.high * to))}</span>
      </span>
      <svg class="interval" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
        <path d={`M${x(mean)} 0V10`} class="mean" />
        <path d={`M${x(d.low)} 5H${x(d.high)}`} class="reach" />
        <path d={`M${x(d.rate)} 1.5V8.5`} class="estimate" />
      </svg>
    </>
  );
}

function Change({ change, now }: { change: ChangeFields | null; now: number }) {
  const words = s.value;
  if (!change) return null;
  const ratio = change.ratio !== null && change.high !== null && change.says !== "limited";
  return (
    <span class="place" title={change.says === "limited" ? words.change_limited : ratio ? words.change_ratio(figure(change.ratio ?? 0), figure(change.low), figure(change.high ?? 0)) : undefined}>
      {words.change_from(num(change.before), num(now))} {words.change[change.says] ?? change.says}
    </span>
  );
}

export function RatesKey() {
  const words = s.value;
  const result: RatesFields | null = resultOf("rates");
  if (!result) return null;
  return (
    <>
      <ul class="label-key">
        {words.rates_classes.map((label, i) => (
          <li key={label}><RampSwatch step={i} /> {label}</li>
        ))}
        <li><HatchSwatch /> {words.rates_few}</li>
      </ul>
      <p class="note">{words.rates_breaks}</p>
    </>
  );
}
