// Land and water around the area: what lies under everything else.
import { computed } from "@preact/signals";
import { basemap } from "../../state/map-data";
import { palette } from "../palette";
import { tiles, visible, type MapLayer } from "./layer";

/** The operator's map brings land and water of its own. */
const own = () => visible(!basemap.value);
/** The ground's tiles end here; closer in they are drawn larger. */
const GROUND_ZOOM = 10;
const ground = computed(() => tiles("ground", "", GROUND_ZOOM));

export const backdropLayer: MapLayer = {
  id: "backdrop",
  sources: { ground },
  style: () => [
    { id: "paper", type: "background", paint: { "background-color": palette.value.water } },
    {
      id: "land",
      type: "fill",
      source: "ground",
      "source-layer": "land",
      paint: {
        "fill-color": ["match", ["get", "country"], "TH", palette.value.thailand, palette.value.foreign],
        "fill-antialias": false,
      },
    },
  ],
};

export const waterLayer: MapLayer = {
  id: "water",
  sources: {},
  style: () => [
    {
      id: "lakes",
      type: "fill",
      source: "ground",
      "source-layer": "lakes",
      layout: { visibility: own() },
      paint: { "fill-color": palette.value.water },
    },
    {
      id: "rivers",
      type: "line",
      source: "ground",
      "source-layer": "rivers",
      layout: { visibility: own(), "line-join": "round", "line-cap": "round" },
      paint: {
        "line-color": palette.value.river,
        "line-width": ["interpolate", ["linear"], ["zoom"], 5, 0.5, 9, 1.4, 13, 3],
      },
    },
  ],
};
