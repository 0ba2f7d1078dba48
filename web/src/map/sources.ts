// Keeps the map's sources in step with the layers' signals: GeoJSON as it changes, tiles asked again when the server has news.
import { effect, untracked } from "@preact/signals";
import { GeoJSONSource, VectorTileSource, type Map as MapLibre } from "maplibre-gl";
import { attempt } from "../state/remote";
import { failedSources } from "./handle";
import type { MapLayer, SourceData, TileSet } from "./layers/layer";

/** GeoJSON as the library takes it; ours is a subset of it. */
type GeoJSON = Exclude<Parameters<GeoJSONSource["setData"]>[0], string>;

function mark(id: string, failed: boolean): void {
  const before = failedSources.peek();
  if (before.has(id) === failed) return;
  failedSources.value = new Set(failed ? [...before, id] : [...before].filter((other) => other !== id));
}

/** The part of the world that the server has tiles of: west, south, east, north. */
const BOUNDS: [number, number, number, number] = [94, 4, 111, 25];

/** The worker has no page to resolve a path against. */
const absolute = (url: string) => (url.startsWith("/") ? location.origin + url : url);

export function followSources(map: MapLibre, layer: MapLayer): (() => void)[] {
  return Object.entries(layer.sources).map(([id, data]) => {
    let before: SourceData | null = null;
    return effect(() => {
      const now = data.value;
      if (now.type === "FeatureCollection") showGeoJson(map, id, now as GeoJSON);
      else showTiles(map, id, now, before?.type === now.type ? before : null);
      before = now;
    });
  });
}

function showGeoJson(map: MapLibre, id: string, data: GeoJSON): void {
  const source = map.getSource(id);
  if (source instanceof GeoJSONSource) void source.setData(data);
  else map.addSource(id, { type: "geojson", data, tolerance: 0.2 });
}

function showTiles(map: MapLibre, id: string, now: TileSet, before: TileSet | null): void {
  const source = map.getSource(id);
  if (!before || !(source instanceof VectorTileSource)) {
    map.addSource(id, { type: "vector", tiles: [absolute(now.url)], minzoom: now.minzoom, maxzoom: now.maxzoom, bounds: BOUNDS });
  } else if (before.url !== now.url) {
    mark(id, false);
    source.setTiles([absolute(now.url)]);
  } else if (before.version !== now.version && before.version !== null) {
    // The same address: the browser asks whether what it has still holds.
    map.refreshTiles(id);
  }
}

/** A tile that failed once is not asked for again by a refresh (maplibre-gl 6.17): the source begins anew. */
function askAgain(map: MapLibre, id: string): void {
  const source = map.getSource(id);
  if (!(source instanceof VectorTileSource)) return;
  map.style.tileManagers[id]?.clearTiles();
  source.setTiles(source.tiles);
}

/** Tiles that fail are told once a source, not once a tile, and are asked for again with everything else. */
export function watchFailures(map: MapLibre, stops: (() => void)[]): void {
  map.on("error", (event) => {
    const { sourceId } = event as { sourceId?: string };
    if (sourceId) mark(sourceId, true);
    else reportError(event.error);
  });
  map.on("sourcedata", (event) => {
    if (event.tile?.state === "loaded") mark(event.sourceId, false);
  });
  const first = untracked(() => attempt.value);
  stops.push(
    effect(() => {
      if (attempt.value === first) return;
      for (const id of failedSources.peek()) askAgain(map, id);
    }),
  );
}
