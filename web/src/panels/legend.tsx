// The legend on the map: each layer with its switch and a sentence that says its n, period and method.
import { num, t } from "../i18n";
import { CLASSES } from "../map/layers/hotspots";
import { LAYERS } from "../map/layers";
import { KIND_CODES, STATUS_CODES } from "../map/symbols";
import { crossings, districtCounts, pointReports, term } from "../state/data";
import { overlays, showTab, toggleOverlay } from "../state/view";
import type { Overlay } from "../state/url";
import { CategoryIcon, CrossingIcon } from "../ui/icons";
import { HotspotSentence } from "./hotspot-sentence";
import { ClassSwatch, CountSwatch, LineSwatch } from "./swatches";

const BODIES: Record<Overlay, () => preact.JSX.Element> = {
  hotspots: () => (
    <>
      <HotspotSentence />
      <ul class="ramp">
        {CLASSES.map((cls) => (
          <li key={cls}>
            <ClassSwatch cls={cls} />
            {t.value.hot_class[cls]}
          </li>
        ))}
      </ul>
    </>
  ),
  counts: () => {
    const counts = districtCounts.value.data?.counts;
    return (
      <p class="sentence">
        <CountSwatch /> {counts && <strong>{t.value.reports_n(num(counts.matched))}. </strong>}
        {t.value.legend_counts}
      </p>
    );
  },
  points: () => {
    const shown = pointReports.value.data?.features ?? [];
    const codes = [...new Set(shown.filter((f) => f.geometry).map((f) => f.properties.category.split(".")[0] ?? ""))];
    return (
      <>
        <p class="sentence">
          <strong>{t.value.reports_n(num(shown.filter((f) => f.geometry).length))}. </strong>
          {t.value.legend_points}
        </p>
        <ul class="keys">
          {codes.map((code) => (
            <li key={code}>
              <CategoryIcon code={code} certainty="unverified" /> {term("categories", code)}
            </li>
          ))}
        </ul>
      </>
    );
  },
  crossings: () => {
    const data = crossings.value.data;
    return (
      <>
        <p class="sentence">
          {data && <strong>{t.value.legend_crossings_n(num(data.located), num(data.total))}. </strong>}
          {t.value.legend_crossings}
        </p>
        <ul class="keys">
          {KIND_CODES.map((kind) => (
            <li key={kind}>
              <CrossingIcon kind={kind} /> {term("crossing_kinds", kind)}
            </li>
          ))}
          {STATUS_CODES.map((status) => (
            <li key={status}>
              <CrossingIcon kind="permanent" status={status} /> {term("crossing_statuses", status)}
            </li>
          ))}
        </ul>
      </>
    );
  },
  km: () => <></>,
};

export function Legend() {
  const words = t.value;
  return (
    <section class="legend" aria-label={words.layers}>
      {LAYERS.filter((l) => l.overlay && l.title).toReversed().map((layer) => {
        const overlay = layer.overlay as Overlay;
        const on = overlays.value.includes(overlay);
        const Body = BODIES[overlay];
        return (
          <div key={layer.id} class="legend-layer">
            <label class="choice">
              <input type="checkbox" name="layer" value={overlay} checked={on} onChange={() => toggleOverlay(overlay)} />
              <span class="name">{layer.title?.(words)}</span>
            </label>
            {layer.table && (
              <button type="button" class="link" onClick={() => layer.table && showTab(layer.table)}>
                {words[`tab_${layer.table}`]}
              </button>
            )}
            {on && <Body />}
          </div>
        );
      })}
      <div class="legend-layer">
        <ul class="keys">
          <li><LineSwatch kind="target" /> {words.legend_target}</li>
          <li><LineSwatch kind="district" /> {words.legend_district}</li>
          <li><LineSwatch kind="laos" /> {words.legend_border_la}</li>
          <li><LineSwatch kind="cambodia" /> {words.legend_border_kh}</li>
          <li><LineSwatch kind="river" /> {words.legend_river}</li>
        </ul>
      </div>
    </section>
  );
}
