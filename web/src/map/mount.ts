// The interactive map: MapLibre, kept in step with the page's signals; the only file that starts the library.
import { effect, signal, untracked, type ReadonlySignal } from "@preact/signals";
import { Map as MapLibre, ScaleControl, setWorkerUrl, type LayerSpecification } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { pass } from "../api/client";
import { t } from "../i18n";
import { camera, cameraFromHistory, lang, moveCamera, study } from "../state/view";
import { followBasemap } from "./basemap";
import type { Shape } from "./drawing";
import { fontFaces } from "./fonts";
import { putIcons } from "./icons";
import { listen } from "./interaction";
import { LAYERS } from "./layers";
import type { MapLayer } from "./layers/layer";
import { palette } from "./palette";
import "../styles/maplibre.css";
import "../styles/low.css";
import { followPrint, type SheetSize } from "./print";
import { followSources, watchFailures } from "./sources";

/** The border area: where the map opens and where "whole border" goes. */
export const HOME: [[number, number], [number, number]] = [[99.7, 11.5], [105.8, 20.6]];
const EDGE_PX = 16;
const ATTRIBUTION_PX = 56;

/** Leaves room for what covers the map: the legend on a wide screen, the sheet on a phone. */
function padding(container: HTMLElement): { top: number; bottom: number; left: number; right: number } {
  const { width, height } = container.getBoundingClientRect();
  // The window's width decides, as in the style sheets; the map alone is narrower by the dock.
  if (matchMedia("(max-width: 760px)").matches) return { top: 64, right: EDGE_PX, left: EDGE_PX, bottom: height * 0.52 + 40 };
  // Below this the legend starts folded and the search box reaches over the north instead.
  const wide = matchMedia("(min-width: 1161px)").matches;
  return { top: wide ? EDGE_PX : 64, right: wide ? EDGE_PX : 64, left: wide ? Math.min(300, width / 3) : EDGE_PX, bottom: ATTRIBUTION_PX };
}

/** The middle of what is not covered, as an offset from the map's own middle. */
function clear(container: HTMLElement): [number, number] {
  const p = padding(container);
  return [(p.left - p.right) / 2, (p.top - p.bottom) / 2];
}

setWorkerUrl(workerUrl);

export interface LonLat {
  lon: number;
  lat: number;
}
export interface MountedMap {
  zoom: (by: 1 | -1) => void;
  home: () => void;
  flyTo: (lon: number, lat: number, zoom?: number) => void;
  centre: () => LonLat;
  bounds: () => { west: number; south: number; east: number; north: number };
  setDrawing: (shape: Shape | null) => void;
  fit: (west: number, south: number, east: number, north: number) => void;
  /** Where the mouse is; null when it is not on the map. */
  pointer: ReadonlySignal<LonLat | null>;
  print: (size: SheetSize) => void;
  resize: () => void;
  remove: () => void;
}

/** Starts the map in `container`; throws where there is no WebGL2. */
export function mountMap(container: HTMLElement): MountedMap {
  const start = untracked(() => camera.value);
  const map = new MapLibre({
    container,
    style: { version: 8, "font-faces": fontFaces(untracked(() => lang.value)), sources: {}, layers: [] },
    ...(start ? { center: [start.lon, start.lat] as [number, number], zoom: start.zoom } : { bounds: HOME, fitBoundsOptions: { padding: padding(container) } }),
    minZoom: 3,
    maxZoom: 16,
    maxBounds: [[84, -12], [122, 34]],
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    boxZoom: false,
    fadeDuration: 0,
    // A screen has no cookie; its secret goes to our own server alone.
    transformRequest: (url) => (pass.secret && url.startsWith(`${location.origin}/`) ? { url, headers: { authorization: `Bearer ${pass.secret}` } } : undefined),
    locale: { "Map.Title": untracked(() => t.value.map_label) },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new ScaleControl({ maxWidth: 120, unit: "metric" }), "bottom-right");

  const stops: (() => void)[] = [];
  let drawnLang = untracked(() => lang.value);
  let removed = false;
  map.once("style.load", () => {
    if (removed) return;
    putIcons(map, untracked(() => palette.value));
    for (const layer of LAYERS) stops.push(...followSources(map, layer));
    for (const layer of LAYERS) stops.push(followStyle(map, layer));
    let asked = false;
    stops.push(
      effect(() => {
        if (asked || !study.value) return;
        asked = true;
        void import("./study/layers").then(({ STUDY_LAYERS, followIcons }) => {
          if (removed) return;
          stops.push(followIcons(map));
          for (const { layer, before } of STUDY_LAYERS) stops.push(...followSources(map, layer), followStyle(map, layer, before));
        }, () => (asked = false));
      }),
    );
    stops.push(followBasemap(map), effect(() => putIcons(map, palette.value)));
    stops.push(
      effect(() => {
        if (lang.value === drawnLang) return;
        drawnLang = lang.value;
        map.setFontFaces(fontFaces(drawnLang));
      }),
    );
  });
  watchFailures(map, stops);
  const setDrawing = listen(map, stops);
  const pointer = signal<LonLat | null>(null);
  map.on("mousemove", ({ lngLat }) => (pointer.value = { lon: lngLat.lng, lat: lngLat.lat }));
  map.on("mouseout", () => (pointer.value = null));

  const print = followPrint(map, stops);

  // Tests and prints wait for this mark; it tells when nothing is loading or moving.
  map.on("idle", () => container.setAttribute("data-map-idle", ""));
  for (const event of ["movestart", "dataloading", "styledata"] as const) {
    map.on(event, () => container.removeAttribute("data-map-idle"));
  }
  // Another size of the window is no move that anybody made.
  let resized = false;
  map.on("resize", () => void (resized = true));
  map.on("moveend", () => {
    if (resized) return void (resized = false);
    const { lng, lat } = map.getCenter();
    moveCamera({ zoom: map.getZoom(), lat, lon: lng });
  });
  const before = untracked(() => cameraFromHistory.value);
  stops.push(
    effect(() => {
      const back = cameraFromHistory.value;
      if (back === before) return;
      // The move tells the view at once; following the view from here would jump back at its next change.
      untracked(() => {
        if (back?.to) map.jumpTo({ center: [back.to.lon, back.to.lat], zoom: back.to.zoom });
        else map.fitBounds(HOME, { padding: padding(container), animate: false });
      });
    }),
  );

  return {
    zoom: (by) => void (by > 0 ? map.zoomIn() : map.zoomOut()),
    home: () => void map.fitBounds(HOME, { padding: padding(container) }),
    flyTo: (lon, lat, zoom) => void map.flyTo({ center: [lon, lat], zoom: Math.max(map.getZoom(), zoom ?? 9), duration: 900, offset: clear(container) }),
    centre: () => ({ lon: map.getCenter().lng, lat: map.getCenter().lat }),
    bounds: () => {
      const b = map.getBounds();
      return { west: b.getWest(), south: b.getSouth(), east: b.getEast(), north: b.getNorth() };
    },
    setDrawing,
    fit: (west, south, east, north) =>
      void map.fitBounds([[west, south], [east, north]], { padding: padding(container), maxZoom: 13, duration: 900 }),
    pointer,
    print,
    resize: () => void map.resize(),
    remove: () => {
      removed = true;
      for (const stop of stops) stop();
      map.remove();
    },
  };
}

/** Adds the layer's drawing, then changes only what differs each time its signals do. */
function followStyle(map: MapLibre, layer: MapLayer, below?: string): () => void {
  let before: LayerSpecification[] = [];
  return effect(() => {
    const after = layer.style();
    for (const [i, spec] of after.entries()) {
      const old = before[i];
      if (old) change(map, old, spec);
      else map.addLayer(spec, below);
    }
    before = after;
  });
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

function change(map: MapLibre, old: LayerSpecification, spec: LayerSpecification): void {
  const [paintBefore, paint] = [parts(old.paint), parts(spec.paint)];
  for (const key of Object.keys(paint)) {
    if (!same(paintBefore[key], paint[key])) map.setPaintProperty(spec.id, key as never, paint[key] as never);
  }
  const [layoutBefore, layout] = [parts(old.layout), parts(spec.layout)];
  for (const key of Object.keys(layout)) {
    if (!same(layoutBefore[key], layout[key])) map.setLayoutProperty(spec.id, key as never, layout[key] as never);
  }
  const filter = "filter" in spec ? spec.filter : undefined;
  const filterBefore = "filter" in old ? old.filter : undefined;
  if (!same(filterBefore, filter)) map.setFilter(spec.id, filter ?? null);
}
function parts(values: object | undefined): Record<string, unknown> {
  return (values ?? {}) as Record<string, unknown>;
}
