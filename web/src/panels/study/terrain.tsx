// Risk terrain: which features of the ground go with reports, how steadily, and where they come together.
import type { RiskFactorFields } from "../../api/schema";
import { distance, num, t } from "../../i18n";
import { s, type StudyWords } from "../../i18n/study";
import { riskClass, strongRamp } from "../../map/study/looks";
import { areaShown, resultOf } from "../../state/study";
import { figure, percent } from "../../state/study-text";
import { PlaceCell, Row, isPicked, usePage } from "./place";
import { RampSwatch } from "./swatches";

/** How well the model foretells squares that it has not seen, in words. */
export function foretoldWords(foretold: number | null, words: StudyWords): string {
  if (foretold === null) return words.terrain_unknown;
  return foretold > 0 ? words.terrain_foretold(percent(foretold)) : words.terrain_worse;
}

export function Terrain() {
  const words = s.value;
  const result = resultOf("risk-terrain");
  const { shown, more } = usePage(result?.cells ?? [], (c) => isPicked(c.id));
  if (!result) return null;
  const steady = (raising: boolean) =>
    result.factors.filter((f) => f.steady && f.relative_risk > 1 === raising).map((f) => words.terms[f.layer] ?? f.layer).join(t.value.list_join);
  const found = [steady(true) && words.terrain_more(steady(true)), steady(false) && words.terrain_fewer(steady(false))].filter(Boolean);
  return (
    <>
      <p class="study-finding" data-testid="study-finding">{found.length > 0 ? found.join(" · ") : words.terrain_none}</p>
      <p><strong>{words.terrain_cause}</strong></p>
      <p class={(result.foretold ?? 0) > 0 ? undefined : "study-warning"} data-testid="foretold">{foretoldWords(result.foretold, words)}</p>
      <table class="rows numbers" data-testid="factors">
        <thead>
          <tr>
            <th scope="col">{words.col_factor}</th>
            <th scope="col" class="number">{words.col_risk}</th>
            <th scope="col" class="number">{words.col_kept}</th>
          </tr>
        </thead>
        <tbody>
          {result.factors.map((f) => <Factor key={f.layer} factor={f} />)}
        </tbody>
      </table>
      <p class="note">{words.terrain_steady_note}</p>
      <table class="rows numbers" data-testid="study-table" data-rows={result.cells.length}>
        <caption>{words.terrain_cells(areaShown.value)}</caption>
        <thead>
          <tr>
            <th scope="col">{words.col_cell}</th>
            <th scope="col" class="number">{words.col_risk}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((c) => (
            <Row key={c.id} picked={isPicked(c.id)}>
              <PlaceCell place={c} />
              <td class="number"><RampSwatch step={riskClass(c.relative_risk)} of={strongRamp.value} /> {figure(c.relative_risk)}</td>
            </Row>
          ))}
        </tbody>
      </table>
      {more()}
    </>
  );
}

function Factor({ factor: f }: { factor: RiskFactorFields }) {
  const words = s.value;
  const scale = distance(f.scale_m);
  return (
    <tr>
      <th scope="row">
        {f.steady ? <strong>{words.terms[f.layer] ?? f.layer}</strong> : (words.terms[f.layer] ?? f.layer)}
        <span class="place">{f.layer === "past_reports" ? words.factor_density(scale) : words.factor_near(scale)}</span>
      </th>
      <td class="number">{f.kept ? figure(f.relative_risk) : words.factor_dropped}</td>
      <td class="number">
        {f.stability === null ? "–" : `${num(Math.round(f.stability * 100))} %`}
        <span class="place">{f.steady ? words.steady : words.not_steady}</span>
      </td>
    </tr>
  );
}

export function TerrainKey() {
  return (
    <>
      <p class="note">{s.value.terrain_cells(areaShown.value)}</p>
      <ul class="label-key single">
        {s.value.terrain_classes.map((label, i) => <li key={label}><RampSwatch step={i} of={strongRamp.value} /> {label}</li>)}
      </ul>
    </>
  );
}
