// Border crossings that have a position: kind by outline, last known status inside, dashed ring when approximate.
import { computed } from "@preact/signals";
import type { Feature, FeatureCollection } from "../../api/types";
import { crossings, nameOf } from "../../state/data";
import { overlays, selection } from "../../state/view";
import { palette } from "../palette";
import { isApproximate } from "../symbols";
import { FONT, visible, type MapLayer } from "./layer";

const source = computed<FeatureCollection>(() => {
  const features: Feature[] = [];
  for (const c of crossings.value.data?.crossings ?? []) {
    if (!c.position) continue;
    features.push({
      type: "Feature",
      geometry: { type: "Point", coordinates: [c.position.lon, c.position.lat] },
      properties: {
        id: c.id,
        name: nameOf(c.names),
        icon: `crossing/${c.kind}/${c.status.value}/${isApproximate(c) ? "approximate" : "sure"}`,
        rank: c.kind === "permanent" ? 0 : 1,
      },
    });
  }
  return { type: "FeatureCollection", features };
});

export const crossingsLayer: MapLayer = {
  id: "crossings",
  overlay: "crossings",
  title: (t) => t.layer_crossings,
  table: "crossings",
  sources: { crossings: source },
  style: () => {
    const visibility = visible(overlays.value.includes("crossings"));
    const chosen = selection.value?.kind === "crossing" ? selection.value.id : "";
    return [
      {
        id: "crossing-chosen",
        type: "circle",
        source: "crossings",
        filter: ["==", ["get", "id"], chosen],
        layout: { visibility },
        paint: {
          "circle-radius": 17,
          "circle-color": "rgba(0,0,0,0)",
          "circle-stroke-color": palette.value.select,
          "circle-stroke-width": 2.5,
        },
      },
      {
        id: "crossing-icon",
        type: "symbol",
        source: "crossings",
        layout: {
          visibility,
          "icon-image": ["get", "icon"],
          "icon-size": ["interpolate", ["linear"], ["zoom"], 5, 0.4, 7, 0.62, 9, 1],
          "icon-allow-overlap": true,
          "symbol-sort-key": ["get", "rank"],
        },
      },
      {
        id: "crossing-name",
        type: "symbol",
        source: "crossings",
        minzoom: 8.6,
        layout: {
          visibility,
          "text-field": ["get", "name"],
          "text-font": FONT,
          "text-size": 12,
          "text-variable-anchor": ["left", "right", "bottom", "top"],
          "text-radial-offset": 1.5,
          "text-max-width": 9,
          "symbol-sort-key": ["get", "rank"],
        },
        paint: { "text-color": palette.value.ink, "text-halo-color": palette.value.halo, "text-halo-width": 1.6 },
      },
    ];
  },
};
