// District hotspots (Gi* with FDR): the exact colour ramp, and "not significant" as a visible hatch.
import type { ExpressionSpecification } from "maplibre-gl";
import { computed } from "@preact/signals";
import type { HotspotClass } from "../../api/types";
import { hotspots } from "../../state/data";
import { basemap } from "../../state/map-data";
import { overlays } from "../../state/view";
import { palette } from "../palette";
import { visible, type MapLayer } from "./layer";

export const CLASSES: readonly HotspotClass[] = ["hot99", "hot95", "hot90", "none", "cold90", "cold95", "cold99"];

const codesByClass = computed(() => {
  const groups = new Map<HotspotClass, string[]>();
  const answer = hotspots.value.data;
  // With too few reports nothing was tested, so nothing may look tested.
  for (const row of answer?.enough ? answer.districts : []) {
    groups.set(row.class, [...(groups.get(row.class) ?? []), row.district]);
  }
  return groups;
});

/** Significant classes in colour; a `match` needs at least one branch, so it is built from what there is. */
function colour(): ExpressionSpecification | string {
  const branches: (string | string[])[] = [];
  for (const [cls, codes] of codesByClass.value) if (cls !== "none") branches.push(codes, palette.value.hotspot[cls]);
  if (branches.length === 0) return "rgba(0,0,0,0)";
  return ["match", ["get", "code"], ...branches, "rgba(0,0,0,0)"] as unknown as ExpressionSpecification;
}

export const hotspotsLayer: MapLayer = {
  id: "hotspots",
  overlay: "hotspots",
  title: (t) => t.layer_hotspots,
  sources: {},
  table: "hotspots",
  export: "hotspots",
  style: () => {
    const visibility = visible(overlays.value.includes("hotspots"));
    return [
      {
        id: "hotspot-none",
        type: "fill",
        source: "districts",
        "source-layer": "districts",
        filter: ["in", ["get", "code"], ["literal", codesByClass.value.get("none") ?? []]],
        layout: { visibility },
        paint: { "fill-pattern": "hatch" },
      },
      {
        id: "hotspot-fill",
        type: "fill",
        source: "districts",
        "source-layer": "districts",
        layout: { visibility },
        paint: { "fill-color": colour(), "fill-opacity": basemap.value ? 0.6 : 0.85 },
      },
    ];
  },
};
