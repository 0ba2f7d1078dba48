// Local Moran: places like their neighbours and places that stand out, with the table twin of the map.
import { num, t } from "../../i18n";
import { s } from "../../i18n/study";
import { MORAN } from "../../map/study/looks";
import { resultOf } from "../../state/study";
import { figure, probability } from "../../state/study-text";
import { PlaceCell, Row, isPicked, usePage } from "./place";
import { MoranSwatch } from "./swatches";

export function Moran() {
  const words = s.value;
  const result = resultOf("local-moran");
  const order = (cls: string) => MORAN.findIndex((c) => c === cls);
  const rows = (result?.places ?? []).toSorted((a, b) => order(a.class) - order(b.class) || a.p - b.p || b.count - a.count);
  const { shown, more } = usePage(rows, (p) => isPicked(p.id));
  if (!result) return null;
  const none = rows.every((p) => p.class === "none");
  return (
    <>
      {none && <p class="study-finding" data-testid="study-finding">{words.moran_none}</p>}
      <MoranKey />
      <table class="rows numbers" data-testid="study-table" data-rows={rows.length}>
        <thead>
          <tr>
            <th scope="col">{words.col_class}</th>
            <th scope="col">{rows[0]?.corners ? words.col_cell : t.value.col_district}</th>
            <th scope="col" class="number">{words.col_count}</th>
            <th scope="col" class="number">I</th>
            <th scope="col" class="number">p</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((p) => (
            <Row key={p.id} picked={isPicked(p.id)}>
              <td><MoranSwatch cls={p.class} short={words.moran_short[p.class] ?? ""} /> {words.moran[p.class] ?? p.class}</td>
              <PlaceCell place={p} />
              <td class="number">{num(p.count)}</td>
              <td class="number">{figure(Number(p.i.toFixed(2)))}</td>
              <td class="number">{probability(p.p)}</td>
            </Row>
          ))}
        </tbody>
      </table>
      {more()}
    </>
  );
}

export function MoranKey() {
  const words = s.value;
  const result = resultOf("local-moran");
  if (!result) return null;
  return (
    <ul class="label-key" data-testid="label-key">
      {MORAN.map((cls) => (
        <li key={cls}>
          <MoranSwatch cls={cls} short={words.moran_short[cls] ?? ""} /> {words.moran[cls]} <span class="number">{num(result.places.filter((p) => p.class === cls).length)}</span>
        </li>
      ))}
    </ul>
  );
}
