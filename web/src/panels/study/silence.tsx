// Silence: districts that report less than predicted, and those of which nothing can be said. Absence is not safety.
import type { SilentPlaceFields } from "../../api/schema";
import { num, t } from "../../i18n";
import { s } from "../../i18n/study";
import { SILENCE } from "../../map/study/looks";
import { answer, resultOf } from "../../state/study";
import { figure, probability } from "../../state/study-text";
import { PlaceCell, Row, isPicked, usePage } from "./place";
import { between } from "./scan";
import { EdgeSwatch, SilenceSwatch } from "./swatches";

const order = (cls: string) => SILENCE.findIndex((c) => c === cls);
/** Tambons have no boundaries here: the map outlines the district of those that are silent. */
const byTambon = () => answer.value.sheet?.unit === "tambon";
/** The row itself, or the district on the map that a silent tambon lies in. */
const isChosen = (d: SilentPlaceFields) => isPicked(d.id) || (d.class === "silent" && isPicked(d.district));

export function Silence() {
  const words = s.value;
  const result = resultOf("silence");
  const rows = (result?.districts ?? []).toSorted((a, b) => order(a.class) - order(b.class) || a.p - b.p);
  const { shown, more } = usePage(rows, isChosen);
  if (!result) return null;
  const quiet = result.districts.some((d) => d.class === "silent" || d.class === "area_quiet");
  return (
    <>
      <p class="study-warning" role="note" data-testid="not-safe">{words.silence_not_safe}</p>
      <p class="study-finding" data-testid="study-finding">
        {!quiet && `${words.silence_none} `}
        {words.silence_step(between(result.from, result.to))}
      </p>
      <SilenceKey meanings />
      <table class="rows numbers" data-testid="study-table" data-rows={rows.length}>
        <thead>
          <tr>
            <th scope="col">{words.col_class}</th>
            <th scope="col">{byTambon() ? words.values["tambon"] : t.value.col_district}</th>
            <th scope="col" class="number">{words.col_count}</th>
            <th scope="col" class="number">{words.col_expected}</th>
            <th scope="col" class="number">p</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((d) => (
            <Row key={d.id} picked={isChosen(d)}>
              <td class="class"><SilenceSwatch cls={d.class} /> {words.silence[d.class] ?? d.class}</td>
              <PlaceCell place={d} />
              <td class="number">{num(d.count)}</td>
              <td class="number">
                {figure(d.expected)}
                <span class="place">{words.col_usual_from} {num(d.usual_from)}</span>
              </td>
              <td class="number">{probability(d.p)}</td>
            </Row>
          ))}
        </tbody>
      </table>
      {more()}
    </>
  );
}

export function SilenceKey({ meanings = false }: { meanings?: boolean }) {
  const words = s.value;
  const result = resultOf("silence");
  if (!result) return null;
  const count = (cls: string) => result.districts.filter((d) => d.class === cls).length;
  if (!meanings && byTambon()) {
    return <ul class="label-key single"><li><EdgeSwatch sure={false} /> {words.silence_tambons}</li></ul>;
  }
  return (
    <ul class={meanings ? "label-key single" : "label-key"} data-testid="label-key">
      {SILENCE.map((cls) => (
        <li key={cls}>
          <SilenceSwatch cls={cls} />
          <span>
            {words.silence[cls]} <span class="number">{num(count(cls))}</span>
            {meanings && <span class="note"> {words.silence_means[cls]}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}
