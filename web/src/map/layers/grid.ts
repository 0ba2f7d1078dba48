// The military grid (MGRS, WGS 84): lines of 100, 10 and 1 km as one comes closer, named; the zones meet at 102 E.
import { computed } from "@preact/signals";
import { overlays } from "../../state/view";
import { palette } from "../palette";
import { FONT, tiles, visible, type MapLayer } from "./layer";

const GRID_ZOOM = 14;
/** Further out the squares are smaller than their names. */
const FIRST_ZOOM = 4;
const source = computed(() => ({ ...tiles("mgrs", "", GRID_ZOOM), minzoom: FIRST_ZOOM }));

export const gridLayer: MapLayer = {
  id: "grid",
  overlay: "grid",
  title: (_, m) => m.layer_grid,
  sources: { mgrs: source },
  style: () => {
    const visibility = visible(overlays.value.includes("grid"));
    const { grid, halo } = palette.value;
    return [
      {
        id: "grid-line",
        type: "line",
        source: "mgrs",
        "source-layer": "lines",
        layout: { visibility },
        paint: {
          "line-color": grid,
          "line-opacity": 0.6,
          "line-width": ["match", ["get", "step_m"], 100_000, 1.4, 10_000, 1, 0.6],
        },
      },
      {
        id: "grid-label",
        type: "symbol",
        source: "mgrs",
        "source-layer": "labels",
        layout: {
          visibility,
          "text-field": ["get", "text"],
          "text-font": FONT,
          "text-size": 10.5,
          "text-letter-spacing": 0.05,
          "text-padding": 3,
        },
        paint: { "text-color": grid, "text-opacity": 0.9, "text-halo-color": halo, "text-halo-width": 1.6 },
      },
    ];
  },
};
