// Patrol zones: each with its reasons and how steady its rank is, and how zones of this recipe did before.
import type { BacktestFields, RecipeFields, ZoneFields, ZoneStabilityFields } from "../../api/schema";
import { distance, num, t } from "../../i18n";
import { s, type StudyWords } from "../../i18n/study";
import { backtestSays, gainOf, isOwn, sameArea } from "../../state/backtest";
import { crossing, nameOf } from "../../state/data";
import { resultOf } from "../../state/study";
import { figure, notEnough, percent } from "../../state/study-text";
import { isPicked, open } from "./place";
import { placeNames } from "./scan";
import { EdgeSwatch } from "./swatches";

/** How steady a zone is, in words. */
export function steadiness(stability: ZoneStabilityFields | null, words: StudyWords): string {
  if (!stability) return words.zone_unsteady;
  const { chosen, rank_low: low, rank_high: high } = stability;
  const ranks = low === high ? words.zone_rank_always(String(low)) : words.zone_rank(String(low), String(high));
  return `${words.zone_chosen(percent(chosen))} · ${ranks}`;
}

export function Zones() {
  const words = s.value;
  const result = resultOf("zones");
  if (!result) return null;
  const { zones, backtest } = result;
  const area = zones.reduce((sum, z) => sum + z.area_km2, 0);
  return (
    <>
      <p class="study-finding" data-testid="study-finding">{zones.length > 0 ? words.zones_n(num(zones.length), num(area)) : words.zones_none}</p>
      <p class="note">{words.reasons_note}</p>
      <ol class="clusters" data-testid="study-table" data-rows={zones.length}>
        {zones.map((zone) => <Row key={zone.rank} zone={zone} recent={result.recent_steps} />)}
      </ol>
      {backtest ? (
        <Backtest tested={backtest} />
      ) : (
        <p class="study-few" data-testid="no-backtest">{words.backtest_missing}: {notEnough(result.backtest_message, words)}</p>
      )}
    </>
  );
}

export function ZonesKey() {
  return (
    <ul class="label-key single">
      <li><EdgeSwatch sure /> {s.value.zones_key}</li>
    </ul>
  );
}

function Row({ zone: z, recent }: { zone: ZoneFields; recent: number }) {
  const words = s.value;
  const key = `zone-${z.rank}`;
  const reasons = z.reasons.toSorted((a, b) => b.part - a.part);
  const most = Math.max(...z.reasons.map((r) => r.part), Number.EPSILON);
  return (
    <li class="sure" aria-current={isPicked(key) || undefined}>
      <button type="button" class="row-button" onClick={() => open(key, [z.lon, z.lat], 10)}>
        <span class="badge">{z.rank}</span>
        <span>
          <strong>{placeNames(z.cells.map((c) => c.district))}</strong>
          <span class="place">{words.zone_area(figure(z.area_km2))} · {words.zone_score(figure(z.score))}</span>
        </span>
      </button>
      <p>
        {words.zone_counts(num(z.reports), num(z.recent_reports), num(recent))}
        {z.risk_points > 0 && ` · ${words.zone_risk_points(num(z.risk_points))}`}
      </p>
      <ul class="reasons" aria-label={words.zone_reasons}>
        {reasons.map((r) => (
          <li key={r.term}>
            <span>{words.terms[r.term] ?? r.term} <span class="note">{words.reason_weight(figure(r.weight))}</span></span>
            <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width={(100 * r.part) / most} height="8" /></svg>
            <span class="number">{words.reason_value(figure(r.value))}</span>
          </li>
        ))}
      </ul>
      {z.crossing && <p class="note">{words.zone_crossing(nameOf(crossing(z.crossing)?.names, z.crossing), distance(z.crossing_distance_m ?? 0))}</p>}
      <p class="note">{steadiness(z.stability, words)}</p>
    </li>
  );
}

function Backtest({ tested }: { tested: BacktestFields }) {
  const words = s.value;
  const { verdict, worse, few } = backtestSays(tested);
  const own = tested.recipes.find(isOwn);
  const share = own?.area_share === null || own === undefined ? "–" : percent(own.area_share);
  const says = {
    better: () => words.backtest_better(share), worse: () => words.backtest_worse(worse.map((r) => words.terms[r] ?? r).join(t.value.list_join), share),
    unclear: () => words.backtest_unclear(share), areas: () => words.backtest_areas, withheld: () => words.backtest_withheld,
  }[verdict]();
  const shown = (n: number | null) => (n === null ? "–" : figure(n));
  return (
    <>
      <table class="rows numbers" data-testid="backtest">
        <caption>{words.backtest}</caption>
        <thead>
          <tr>
            <th scope="col">{words.col_recipe}</th>
            <th scope="col" class="number">{words.col_hit}</th>
            <th scope="col" class="number">{words.col_pai}</th>
            <th scope="col" class="number">{words.col_pei}</th>
          </tr>
        </thead>
        <tbody>
          {tested.recipes.map((r) => (
            <tr key={r.recipe}>
              <th scope="row">
                {isOwn(r) ? <strong>{words.terms["own"]}</strong> : (words.terms[r.recipe] ?? r.recipe)}
                <span class="place">{words.hits_of(num(r.hits), num(r.n))}{r.area_share !== null && ` · ${words.area_share(percent(r.area_share))}`}</span>
                {!isOwn(r) && (r.own_gains && sameArea(r, own) ? <Gain gains={r.own_gains} /> : <span class="place">{words.gain_withheld}</span>)}
              </th>
              <td class="number">{r.hit_rate === null ? "–" : `${percent(r.hit_rate)} %`}</td>
              <td class="number">{shown(r.pai)}</td>
              <td class="number">{shown(r.pei_star)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class={verdict === "better" ? "note" : "study-warning"} data-testid="backtest-says" data-verdict={verdict}>{says}</p>
      {few && <p class="study-hint" data-testid="few-steps">{words.backtest_few(num(tested.steps))}</p>}
      <p class="note">{words.backtest_steps(num(tested.steps))} {words.backtest_note}</p>
    </>
  );
}

/** Hit rates apart, in percentage points, with the interval. */
function Gain({ gains }: { gains: NonNullable<RecipeFields["own_gains"]> }) {
  const words = s.value;
  const points = (share: number) => (share > 0 ? "+" : "") + figure(Number((share * 100).toFixed(1)));
  const [gain = 0, low = 0, high = 0] = gains;
  return <span class="place">{words.gain[gainOf(gains)]} {words.gain_points(points(gain), points(low), points(high))}</span>;
}
