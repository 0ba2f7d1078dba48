// The legend on the map: each layer with its switch and a sentence that says its n, period and method.
import type { ApiError } from "../api/client";
import { num, t } from "../i18n";
import { CLASSES } from "../map/layers/hotspots";
import { LAYERS } from "../map/layers";
import { m } from "../i18n/map";
import { failedSources } from "../map/handle";
import { SEVERITIES } from "../map/symbols";
import { crossings, districtCounts, districts, hotspots } from "../state/data";
import { basemaps, cells, riskOnMap } from "../state/map-data";
import type { Remote } from "../state/remote";
import { offersOverlay, overlays, showTab, study, toggleOverlay } from "../state/view";
import { OVERLAYS, type Overlay } from "../state/url";
import { RiskIcon } from "../ui/risk-icon";
import { Problem } from "../ui/problem";
import { CellSentence } from "./cell-sentence";
import { CellSize } from "./cell-size";
import { HotspotSentence } from "./hotspot-sentence";
import { Hottest } from "./hottest";
import { Fold } from "../ui/fold";
import { lazy } from "../ui/lazy";
import { PrintButtons } from "./print-buttons";
import { ClassSwatch, CountSwatch, LineSwatch } from "./swatches";
import "../styles/legend.css";

const Symbols = lazy(() => import("./symbols").then((part) => part.Symbols));
/** Most servers offer none. */
const BasemapSwitch = lazy(() => import("./basemap-switch").then((part) => part.BasemapSwitch), true);
const StudyLegend = lazy(() => import("./study/legend").then((part) => part.StudyLegend));

/** Layers whose drawing needs a sentence. */
const BODIES: Partial<Record<Overlay, () => preact.JSX.Element>> = {
  hotspots: () => (
    <>
      <HotspotSentence />
      <Hottest />
      {hotspots.value.data?.enough && <Ramp />}
    </>
  ),
  cells: () => (
    <>
      <CellSentence />
      {cells.value.data?.enough && <Ramp />}
      <CellSize />
      <p class="note">{m.value.one_hotspot_map}</p>
    </>
  ),
  risk: () => {
    const synthetic = (riskOnMap.value.data?.counts.synthetic ?? 0) > 0;
    return (
      <>
        {synthetic && (
          <p class="synthetic" data-testid="risk-synthetic" role="note">
            {m.value.risk_synthetic}
          </p>
        )}
        <p class="sentence">
          {SEVERITIES.map((severity) => (
            <RiskIcon key={severity} severity={severity} />
          ))}{" "}
          {m.value.risk_legend}
        </p>
      </>
    );
  },
  grid: () => <p class="sentence">{m.value.grid_note}</p>,
  counts: () => {
    const counts = districtCounts.value.data?.counts;
    return (
      <p class="sentence">
        <CountSwatch /> <strong>{t.value.reports_n(counts ? num(counts.matched) : "…")}: </strong>
        {t.value.legend_counts}
      </p>
    );
  },
};

function Ramp() {
  return (
    <ul class="ramp">
      {CLASSES.map((cls) => (
        <li key={cls}>
          <ClassSwatch cls={cls} />
          {t.value.hot_class[cls]}
        </li>
      ))}
    </ul>
  );
}

/** What a layer is drawn from: when one of these cannot be loaded the layer says so, for an empty map would read as "none". */
const NEEDS: Record<Overlay, readonly { readonly value: Remote<unknown> }[]> = {
  hotspots: [hotspots],
  cells: [cells],
  counts: [districtCounts, districts],
  points: [districtCounts],
  risk: [riskOnMap],
  crossings: [crossings],
  km: [],
  grid: [],
};
/** Tiles that a layer is drawn from. */
const TILES: Partial<Record<Overlay, string>> = { hotspots: "districts", points: "reports", km: "ground", grid: "mgrs" };
function failure(overlay: Overlay): ApiError | null {
  return NEEDS[overlay].map((n) => n.value).find((r) => r.error && !r.data)?.error ?? null;
}

/** How many things a layer shows, said beside its name. */
function shown(overlay: Overlay): string | null {
  if (overlay === "points") {
    const data = districtCounts.value.data;
    return data ? num(data.counts.points) : "…";
  }
  if (overlay === "risk") {
    const data = riskOnMap.value.data;
    // The map draws the worst of very many; how many of them is said.
    const drawn = data && data.numberReturned < data.numberMatched ? `${num(data.numberReturned)} / ` : "";
    return data && m.value.risk_n(drawn + num(data.numberMatched));
  }
  if (overlay === "crossings") {
    const data = crossings.value.data;
    return data && t.value.legend_crossings_n(num(data.located), num(data.total));
  }
  return null;
}

export function Legend() {
  const words = t.value;
  return (
    <section class="legend" aria-label={words.layers}>
      {study.value && <StudyLegend />}
      <p class="legend-layer">
        <LineSwatch kind="target" /> {words.legend_target}
      </p>
      {OVERLAYS.map((overlay) => {
        const layer = LAYERS.find((l) => l.overlay === overlay);
        if (!layer || !offersOverlay(overlay)) return null;
        const on = overlays.value.includes(overlay);
        const Body = BODIES[overlay];
        const failed = on ? failure(overlay) : null;
        const title = layer.title?.(words, m.value);
        const partly = on && !failed && failedSources.value.has(TILES[overlay] ?? "");
        return (
          <div key={layer.id} class="legend-layer">
            <label class="choice">
              <input type="checkbox" name="layer" value={overlay} checked={on} onChange={() => toggleOverlay(overlay)} />
              <span class="name">
                {title} <span class="shown">{on && !failed && shown(overlay)}</span>
              </span>
            </label>
            {layer.table && !study.value && (
              <button type="button" class="link" aria-label={words.table_of(title ?? "")} onClick={() => layer.table && showTab(layer.table)}>
                {words.table}
              </button>
            )}
            {failed && <Problem error={failed} of={title} />}
            {partly && <p class="problem" role="alert">{m.value.tiles_failed}</p>}
            {on && !failed && Body && <Body />}
          </div>
        );
      })}
      {Boolean(basemaps.value.data?.basemaps.length) && <BasemapSwitch />}
      <Fold kind="legend-layer symbols" summary={words.all_symbols} body={Symbols} />
      <PrintButtons />
    </section>
  );
}
