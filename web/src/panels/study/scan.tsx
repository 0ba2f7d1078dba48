// Clusters in space and time: those beyond chance first and strong, the others listed as what they are.
import type { ScanClusterFields } from "../../api/schema";
import { distance, num, t } from "../../i18n";
import { s } from "../../i18n/study";
import { SURE_P } from "../../map/study/looks";
import { districtName } from "../../state/data";
import { resultOf } from "../../state/study";
import { between as betweenDays, figure, probability } from "../../state/study-text";
import { era, lang } from "../../state/view";
import { fullDate, isoInWords } from "../../time/format";
import { bangkokClock, bangkokDate } from "../../time/period";
import { isPicked, open } from "./place";
import { EdgeSwatch } from "./swatches";

export const dayWords = (day: string) => isoInWords(day, lang.value, era.value) ?? day;
/** An instant as day and clock. */
export const moment = (at: string) => `${fullDate(bangkokDate(at), lang.value, era.value)} ${bangkokClock(at)}`;
export const between = (first: string, last: string) => betweenDays(first, last, lang.value, era.value);
const MOST_NAMES = 4;
/** The districts of some places by name, each once. */
export function placeNames(codes: readonly string[]): string {
  const names = [...new Set(codes)].map((code) => districtName(code));
  const rest = names.length - MOST_NAMES;
  return names.slice(0, MOST_NAMES).join(t.value.list_join) + (rest > 0 ? ` +${rest}` : "");
}

export function Scan() {
  const words = s.value;
  const result = resultOf("scan");
  if (!result) return null;
  const sure = result.clusters.filter((c) => c.p <= SURE_P).length;
  return (
    <>
      <p class="study-finding" data-testid="study-finding">{sure > 0 ? words.scan_sure(num(sure)) : words.scan_none}</p>
      <ScanKey />
      <ol class="clusters" data-testid="study-table" data-rows={result.clusters.length}>
        {result.clusters.map((cluster, i) => (
          <Cluster key={i} cluster={cluster} rank={i + 1} />
        ))}
      </ol>
      <p class="note">{words.scan_looked(num(result.circles), num(result.stretches))}</p>
    </>
  );
}

function Cluster({ cluster: c, rank }: { cluster: ScanClusterFields; rank: number }) {
  const words = s.value;
  const sure = c.p <= SURE_P;
  const key = `cluster-${rank}`;
  const codes = c.places.map((p) => p.district);
  return (
    <li class={sure ? "sure" : "chance"} aria-current={isPicked(key, ...codes) || undefined}>
      <button type="button" class="row-button" onClick={() => open(key, [c.lon, c.lat], 8)}>
        <span class="badge">{rank}</span>
        <span>
          <strong>{placeNames(codes)}</strong>
          <span class="place">
            {between(c.from, c.to)}
            {c.radius_m > 0 && ` · ${words.radius(distance(c.radius_m))}`}
          </span>
        </span>
      </button>
      <p>
        {words.scan_counts(num(c.observed), figure(c.expected))} · {words.p_is(probability(c.p))}
        {!sure && <em> {words.chance}</em>}
      </p>
      {c.recurrence_days !== null && <p class="note">{words.scan_once(num(c.recurrence_days))}</p>}
    </li>
  );
}

export function ScanKey() {
  const words = s.value;
  return (
    <ul class="label-key single">
      <li><EdgeSwatch sure /> {words.legend_sure}</li>
      <li><EdgeSwatch sure={false} /> {words.legend_chance}</li>
    </ul>
  );
}
