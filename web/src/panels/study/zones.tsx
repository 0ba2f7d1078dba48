// Patrol zones: each with its reasons and how steady its rank is, and how zones of this recipe did before.
import type { Quality, Zone } from "../../api/study-types";
import { num, t } from "../../i18n";
import { s } from "../../i18n/study";
import { zones } from "../../state/alerts";
import { figure, percent } from "../../state/study-text";
import { Problem } from "../../ui/problem";
import { isPicked, meanOf, open } from "./place";
import { placeNames } from "./scan";

export function ZoneList() {
  const words = s.value;
  const { data, error } = zones.value;
  if (!data) {
    const missing = error && (error.problem.status === 404 || error.problem.status === 400);
    if (missing) return <p class="nothing" role="status">{words.zones_gone}</p>;
    return error ? <Problem error={error} /> : <p class="loading">{t.value.loading}</p>;
  }
  if (data.zones.length === 0) return <p class="nothing" data-testid="study-finding">{words.zones_none}</p>;
  return (
    <>
      <ol class="clusters" data-testid="study-table" data-rows={data.zones.length}>
        {data.zones.map((zone) => <Row key={zone.rank} zone={zone} />)}
      </ol>
      {data.backtest.length > 0 && <Backtest rows={data.backtest} />}
      <p class="sentence"><strong>{words.not_crimes}</strong></p>
    </>
  );
}

function Row({ zone: z }: { zone: Zone }) {
  const words = s.value;
  const key = `zone-${z.rank}`;
  const most = Math.max(...z.reasons.map((r) => Math.abs(r.weight)), Number.EPSILON);
  return (
    <li class="sure" aria-current={isPicked(key) || undefined}>
      <button type="button" class="row-button" onClick={() => open(key, meanOf(z.cells.flatMap((c) => c.corners)), 10)}>
        <span class="badge">{z.rank}</span>
        <span>
          <strong>{placeNames(z.cells.map((c) => c.district))}</strong>
          <span class="place">{words.zone_area(figure(z.area_km2))} · {words.zone_score(figure(z.score))}</span>
        </span>
      </button>
      {z.stability !== null && <p>{words.zone_stability(percent(z.stability))}</p>}
      <ul class="reasons" aria-label={words.zone_reasons}>
        {z.reasons.map((r) => (
          <li key={r.term}>
            <span>{words.terms[r.term] ?? r.term}</span>
            <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width={(100 * Math.abs(r.weight)) / most} height="8" /></svg>
            <span class="number">{figure(r.weight)}</span>
          </li>
        ))}
      </ul>
    </li>
  );
}

function Backtest({ rows }: { rows: readonly Quality[] }) {
  const words = s.value;
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
          {rows.map((r, i) => (
            <tr key={r.name}>
              <th scope="row">
                {i === 0 ? <strong>{words.own_recipe}</strong> : (words.terms[r.name] ?? r.name)}
                <span class="place">n {num(r.n)}{r.area_share !== null && ` · ${words.area_share(percent(r.area_share))}`}</span>
              </th>
              <td class="number">{r.hit_rate === null ? "–" : `${percent(r.hit_rate)} %`}</td>
              <td class="number">{shown(r.pai)}</td>
              <td class="number">{shown(r.pei_star)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="note">{words.backtest_note}</p>
    </>
  );
}
