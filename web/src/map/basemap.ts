// The operator's own base map beneath our layers: a picture, or vector tiles drawn quietly whatever their schema.
import { effect } from "@preact/signals";
import type { LayerSpecification, Map as MapLibre } from "maplibre-gl";
import type { Basemap } from "../api/types";
import { basemap } from "../state/map-data";
import { dark } from "../state/view";
import { FONT } from "./layers/layer";
import { palette, type Palette } from "./palette";

const SOURCE = "operator";
/** Ours above it; what is below is land and water that it replaces. */
const ABOVE = "district-fill";

/** Polygons, lines and names of one vector layer, toned by what the layer's name says it is. */
function quiet(name: string, p: Palette): LayerSpecification[] {
  const water = /water|ocean|sea|lake|river/i.test(name);
  const road = /road|street|transport|highway/i.test(name);
  const built = /build/i.test(name);
  const shared = { source: SOURCE, "source-layer": name };
  const is = (kind: string) => ["in", ["geometry-type"], ["literal", [kind, `Multi${kind}`]]] as never;
  return [
    {
      id: `operator-${name}-fill`,
      type: "fill",
      ...shared,
      filter: is("Polygon"),
      paint: { "fill-color": water ? p.water : built ? p.districtLine : p.foreign, "fill-opacity": water || built ? 1 : 0.5 },
    },
    {
      id: `operator-${name}-line`,
      type: "line",
      ...shared,
      filter: is("LineString"),
      paint: { "line-color": water ? p.river : road ? p.hatch : p.foreignLine, "line-width": road ? 1.1 : 0.8 },
    },
    {
      id: `operator-${name}-name`,
      type: "symbol",
      ...shared,
      minzoom: 9,
      filter: ["all", is("Point"), ["has", "name"]] as never,
      layout: { "text-field": ["get", "name"], "text-font": FONT, "text-size": 11, "text-padding": 8 },
      paint: { "text-color": p.inkSoft, "text-halo-color": p.halo, "text-halo-width": 1.2 },
    },
  ];
}

function layersOf(b: Basemap, p: Palette, isDark: boolean): LayerSpecification[] {
  if (b.kind === "vector") return (b.layers ?? []).flatMap((name) => quiet(name, p));
  // A picture made for paper is dimmed in a dark room.
  return [{ id: "operator-picture", type: "raster", source: SOURCE, paint: isDark ? { "raster-brightness-max": 0.55, "raster-saturation": -0.4 } : { "raster-saturation": -0.25 } }];
}

/** Shows the chosen base map, or none. */
export function followBasemap(map: MapLibre): () => void {
  let shown: string[] = [];
  return effect(() => {
    const b = basemap.value;
    const p = palette.value;
    for (const id of shown) map.removeLayer(id);
    shown = [];
    if (map.getSource(SOURCE)) map.removeSource(SOURCE);
    if (!b) return;
    const url = b.tiles.startsWith("/") ? location.origin + b.tiles : b.tiles;
    const range = { tiles: [url], minzoom: b.min_zoom, maxzoom: b.max_zoom };
    map.addSource(SOURCE, b.kind === "vector" ? { type: "vector", ...range } : { type: "raster", tileSize: b.tile_size, ...range });
    for (const layer of layersOf(b, p, dark.value)) {
      map.addLayer(layer, ABOVE);
      shown.push(layer.id);
    }
  });
}
