// Hotspots by square cell (Gi* with FDR): the same ramp as by district, a thin edge, and every tested cell with reports shown.
import { computed } from "@preact/signals";
import type { ExpressionSpecification } from "maplibre-gl";
import { EMPTY, type Feature, type FeatureCollection } from "../../api/types";
import { cells } from "../../state/map-data";
import { overlays } from "../../state/view";
import { palette } from "../palette";
import { visible, type MapLayer } from "./layer";

const source = computed<FeatureCollection>(() => {
  const answer = cells.value.data;
  if (!answer) return EMPTY;
  return {
    type: "FeatureCollection",
    features: answer.cells.map((cell): Feature => {
      const ring = cell.corners.map(([lon = 0, lat = 0]): [number, number] => [lon, lat]);
      const [first] = ring;
      return {
        type: "Feature",
        geometry: { type: "Polygon", coordinates: [first ? [...ring, first] : ring] },
        properties: { id: cell.id, district: cell.district, count: cell.count, class: cell.class },
      };
    }),
  };
});

export const cellsLayer: MapLayer = {
  id: "cells",
  overlay: "cells",
  title: (_, m) => m.layer_cells,
  table: "hotspots",
  export: "hotspots",
  sources: { cells: source },
  style: () => {
    const visibility = visible(overlays.value.includes("cells"));
    const { hotspot, inkSoft } = palette.value;
    const ramp = Object.entries(hotspot).flat();
    return [
      {
        id: "cell-none",
        type: "fill",
        source: "cells",
        filter: ["==", ["get", "class"], "none"],
        layout: { visibility },
        paint: { "fill-pattern": "hatch" },
      },
      {
        id: "cell-fill",
        type: "fill",
        source: "cells",
        layout: { visibility },
        paint: { "fill-color": ["match", ["get", "class"], ...ramp, "rgba(0,0,0,0)"] as unknown as ExpressionSpecification, "fill-opacity": 0.85 },
      },
      {
        id: "cell-line",
        type: "line",
        source: "cells",
        layout: { visibility },
        paint: { "line-color": inkSoft, "line-width": ["interpolate", ["linear"], ["zoom"], 6, 0.3, 10, 1], "line-opacity": 0.8 },
      },
    ];
  },
};
