// Groups of points and the picture of their density: descriptions, and named so.
import type { ContourFields } from "../../api/schema";
import { distance, num } from "../../i18n";
import { s } from "../../i18n/study";
import { drawn } from "../../map/study/source";
import { ramp } from "../../map/study/looks";
import { resultOf } from "../../state/study";
import { figure, percent } from "../../state/study-text";
import { Row, isPicked, meanOf, open, usePage } from "./place";
import { RampSwatch } from "./swatches";

export function Groups() {
  const words = s.value;
  const result = resultOf("dbscan");
  const { shown, more } = usePage(result?.clusters ?? [], (c) => isPicked(`group-${c.number}`));
  if (!result) return null;
  return (
    <>
      <p class="study-finding" data-testid="study-finding">
        {result.clusters.length > 0 ? words.dbscan_n(num(result.clusters.length), num(result.noise)) : words.dbscan_none}
      </p>
      <p class="note">{words.dbscan_settings(distance(result.eps_m), num(result.min_points))}</p>
      <table class="rows numbers" data-testid="study-table" data-rows={result.clusters.length}>
        <thead>
          <tr>
            <th scope="col">{words.col_number}</th>
            <th scope="col" class="number">{words.col_points}</th>
            <th scope="col" class="number">{words.col_area}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((c) => (
            <Row key={c.number} picked={isPicked(`group-${c.number}`)}>
              <th scope="row">
                <button type="button" class="row-button" onClick={() => open(`group-${c.number}`, meanOf(c.hull), 9)}>
                  <span>{words.col_number} {c.number}</span>
                </button>
              </th>
              <td class="number">{num(c.points)}</td>
              <td class="number">{figure(c.area_km2)}</td>
            </Row>
          ))}
        </tbody>
      </table>
      {more()}
    </>
  );
}

/** Which colour a contour has: the map's own. */
function stepOf(share: number): number {
  const key = `share-${Math.round(share * 100)}`;
  const fill = drawn.value.features.find((f) => f.properties["key"] === key)?.properties["fill"];
  return Math.max(0, ramp.value.findIndex((colour) => colour === fill));
}

function cornerOf(contour: ContourFields): [number, number] | null {
  const [lon, lat] = contour.polygons[0]?.[0]?.[0] ?? [];
  return lon === undefined || lat === undefined ? null : [lon, lat];
}

export function Density() {
  const words = s.value;
  const result = resultOf("kde");
  if (!result) return null;
  return (
    <>
      <p class="note">
        {words.kde_bandwidth(distance(result.bandwidth_m))} · {words.kde_highest(figure(result.highest))}
      </p>
      <table class="rows numbers" data-testid="study-table" data-rows={result.contours.length}>
        <thead>
          <tr>
            <th scope="col">{words.col_share}</th>
            <th scope="col" class="number">{words.col_area}</th>
            <th scope="col" class="number">{words.col_level}</th>
          </tr>
        </thead>
        <tbody>
          {result.contours.map((c) => (
            <Row key={c.share} picked={isPicked(`share-${Math.round(c.share * 100)}`)}>
              <th scope="row">
                <button type="button" class="row-button" onClick={() => open(`share-${Math.round(c.share * 100)}`, cornerOf(c), 7)}>
                  <RampSwatch step={stepOf(c.share)} /> <span>{words.kde_contour(percent(c.share))}</span>
                </button>
              </th>
              <td class="number">{num(c.area_km2)}</td>
              <td class="number">{figure(c.level)}</td>
            </Row>
          ))}
        </tbody>
      </table>
    </>
  );
}

export function DensityKey() {
  const result = resultOf("kde");
  if (!result) return null;
  return (
    <ul class="label-key single">
      {result.contours.map((c) => (
        <li key={c.share}><RampSwatch step={stepOf(c.share)} /> {s.value.kde_contour(percent(c.share))}</li>
      ))}
    </ul>
  );
}
