// The map's half of the page: starts the map when its code has come, with tools, legend and attribution on it.
import { useEffect, useRef, useState } from "preact/hooks";
import { effect } from "@preact/signals";
import { distance, t } from "../i18n";
import { draft, drawProblem, drawing, toggleDrawing } from "../map/drawing";
import { mapFailed, mapHandle } from "../map/handle";
import { status } from "../state/freshness";
import { setArea } from "../state/view";
import { DrawProblem } from "../ui/draw-problem";
import { Glyph } from "../ui/icons";
import { lazy } from "../ui/lazy";

const Legend = lazy(() => import("./legend").then((m) => m.Legend));
const Search = lazy(() => import("./search").then((m) => m.Search), true);
const Readout = lazy(() => import("../map/grid/readout").then((m) => m.Readout), true);
const Sheet = lazy(() => import("./sheet").then((m) => m.Sheet), true);
const SvgMap = lazy(() => import("../fallback/svg-map").then((m) => m.SvgMap));
/** A finger has no keys to cancel with. */
const touch = matchMedia("(pointer: coarse)").matches;

export function MapRegion() {
  const words = t.value;
  const canvas = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let gone = false;
    const stop = effect(() => mapHandle.value?.setDrawing(drawing.value));
    import("../map/mount").then(
      ({ mountMap }) => {
        if (gone || !canvas.current) return;
        try {
          mapHandle.value = mountMap(canvas.current);
        } catch {
          mapFailed.value = true;
        }
      },
      () => (mapFailed.value = true),
    );
    return () => {
      gone = true;
      stop();
      mapHandle.value?.remove();
      mapHandle.value = null;
    };
  }, []);
  return (
    <section class="map-region" aria-label={words.map_label} id="map" tabIndex={-1}>
      {mapFailed.value ? <SvgMap /> : <div class="map" ref={canvas} data-testid="map" />}
      {!mapFailed.value && <Tools />}
      <Search />
      <LegendBox />
      <Readout />
      <Sheet />
      <Attribution />
    </section>
  );
}

function Tools() {
  const words = t.value;
  const map = mapHandle.value;
  const queryView = () => {
    const b = map?.bounds();
    if (b) setArea({ kind: "bbox", ...b });
  };
  const tool = (name: Parameters<typeof Glyph>[0]["name"], label: string, act: () => void, pressed?: boolean, cls?: string) => (
    <button type="button" class={cls} title={label} aria-label={label} aria-pressed={pressed} onClick={act} disabled={!map}>
      <Glyph name={name} />
    </button>
  );
  return (
    <div class="tools">
      <div class="tool-group">
        {tool("plus", words.zoom_in, () => map?.zoom(1))}
        {tool("minus", words.zoom_out, () => map?.zoom(-1))}
        {tool("home", words.reset_view, () => map?.home())}
      </div>
      <div class="tool-group">
        {tool("box", words.draw_box, () => toggleDrawing("box"), drawing.value === "box")}
        {tool("circle", words.draw_circle, () => toggleDrawing("circle"), drawing.value === "circle", "roomy")}
        {tool("polygon", words.draw_polygon, () => toggleDrawing("polygon"), drawing.value === "polygon", "roomy")}
        {tool("view", words.box_view, queryView)}
      </div>
      {drawProblem.value && (
        <div class="draw-help">
          <DrawProblem />
        </div>
      )}
      {drawing.value && (
        <p class="draw-help" role="status">
          {drawing.value === "box" ? words.draw_help : drawing.value === "circle" ? words.draw_help_circle : words.draw_help_polygon}
          {touch ? "" : ` ${words.draw_keys[drawing.value]}`}
          {draft.value?.kind === "circle" && <strong> {distance(draft.value.radius_m)}</strong>}
          {touch && (
            <button type="button" onClick={() => (drawing.value = null)}>
              {words.draw_cancel}
            </button>
          )}
        </p>
      )}
    </div>
  );
}

/** Open on a wide screen, folded on a phone until asked. */
function LegendBox() {
  const [open, setOpen] = useState(() => matchMedia("(min-width: 1161px)").matches);
  return (
    <details class="legend-box" open={open} onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>{t.value.layers}</summary>
      <Legend />
    </details>
  );
}

function Attribution() {
  const words = t.value;
  return (
    <div class="attribution">
      <span class="border-note">{words.border_note}</span>
      <details>
        <summary>{words.sources}</summary>
        <ul>
          {(status.value?.attribution ?? []).map((line) => (
            <li key={line}>{line}</li>
          ))}
          <li>MapLibre GL JS (BSD-3-Clause) · Terra Draw (MIT) · Noto Sans (OFL-1.1)</li>
        </ul>
      </details>
    </div>
  );
}
