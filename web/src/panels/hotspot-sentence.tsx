// The hotspot layer as one sentence: n, category, period, districts, FDR, and what could not be used.
import { num, t } from "../i18n";
import { hotspots } from "../state/data";
import { era, lang } from "../state/view";
import { what, when } from "../state/words";
import { isoInWords } from "../time/format";

export function HotspotSentence() {
  const words = t.value;
  const data = hotspots.value.data;
  if (!data) return hotspots.value.error ? null : <p class="sentence">{words.loading}</p>;
  const { matched, undated } = data.counts;
  const used = data.mask.n;
  // What is neither in the mask nor in another district has no district at all.
  const unlocated = matched - used - data.outside_mask;
  const left = [
    data.outside_mask > 0 && words.hot_outside(num(data.outside_mask)),
    unlocated > 0 && words.hot_unlocated(num(unlocated)),
    undated > 0 && words.hot_undated(num(undated)),
  ].filter(Boolean);
  const [first, last] = [isoInWords(data.period.first, lang.value, era.value), isoInWords(data.period.last, lang.value, era.value)];
  return (
    <p class="sentence" data-testid="hotspot-sentence">
      {data.enough ? words.hot_sentence(num(used), what.value, when.value, num(data.mask.districts)) : words.hot_not_enough(num(used))}
      {left.length > 0 && ` (${left.join(" · ")})`}
      {first && last && !hasPeriod(data.period) && `; ${words.hot_period_data(first, last)}`}
    </p>
  );
}
const hasPeriod = (p: { from: string | null; to: string | null }) => Boolean(p.from && p.to);
