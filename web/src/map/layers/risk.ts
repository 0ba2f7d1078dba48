// Risk points: a house-shaped tag apart from every incident and crossing, darker the worse; hollow when approximate.
import { computed } from "@preact/signals";
import type { ExpressionSpecification } from "maplibre-gl";
import type { FeatureCollection } from "../../api/types";
import { riskOnMap } from "../../state/map-data";
import { overlays, selection } from "../../state/view";
import { palette } from "../palette";
import { FONT, visible, type MapLayer } from "./layer";

const source = computed<FeatureCollection>(() => ({
  type: "FeatureCollection",
  features: (riskOnMap.value.data?.features ?? []).map(({ id, geometry, properties: p }) => {
    return { type: "Feature", geometry, properties: { id, name: p.name, severity: p.severity, approximate: p.approximate, synthetic: p.synthetic } };
  }),
}));

export const riskLayer: MapLayer = {
  id: "risk",
  overlay: "risk",
  title: (_, m) => m.layer_risk,
  table: "risk",
  export: "risk-points",
  sources: { risk: source },
  style: () => {
    const visibility = visible(overlays.value.includes("risk"));
    const sel = selection.value;
    const chosen = sel?.kind === "risk" ? sel.id : "";
    const shared = { source: "risk" };
    const image: ExpressionSpecification = [
      "concat", "risk/", ["to-string", ["get", "severity"]], ["case", ["get", "approximate"], "/approximate", "/sure"],
      ["case", ["get", "synthetic"], "/synthetic", ""],
    ];
    return [
      {
        id: "risk-chosen",
        type: "circle",
        ...shared,
        filter: ["==", ["get", "id"], chosen],
        layout: { visibility },
        paint: {
          "circle-radius": 16, "circle-color": "rgba(0,0,0,0)", "circle-stroke-color": palette.value.select, "circle-stroke-width": 2.5,
        },
      },
      {
        id: "risk-icon",
        type: "symbol",
        ...shared,
        layout: {
          visibility,
          "icon-image": image,
          "icon-size": ["interpolate", ["linear"], ["zoom"], 5, 0.55, 7, 0.75, 9, 1],
          "icon-allow-overlap": true,
          "symbol-sort-key": ["get", "severity"],
        },
      },
      {
        id: "risk-name",
        type: "symbol",
        ...shared,
        minzoom: 10,
        layout: {
          visibility,
          "text-field": ["get", "name"],
          "text-font": FONT,
          "text-size": 11.5,
          "text-variable-anchor": ["left", "right", "bottom", "top"],
          "text-radial-offset": 1.3,
          "text-max-width": 9,
          "symbol-sort-key": ["-", 0, ["get", "severity"]],
        },
        paint: { "text-color": palette.value.ink, "text-halo-color": palette.value.halo, "text-halo-width": 1.6 },
      },
    ];
  },
};
