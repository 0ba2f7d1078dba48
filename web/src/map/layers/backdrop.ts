// Land and water around the area: what lies under everything else.
import { computed } from "@preact/signals";
import { EMPTY, type FeatureCollection } from "../../api/types";
import { backdrop, thailand } from "../../state/data";
import { palette } from "../palette";
import type { MapLayer } from "./layer";

/** The server's backdrop and Thailand's outline; countries differ only in tone. */
const source = computed<FeatureCollection>(() => ({
  type: "FeatureCollection",
  features: [...(backdrop.value.data ?? EMPTY).features, ...(thailand.value.data ?? EMPTY).features].map((f) => ({
    ...f,
    properties: { ...f.properties, kind: f.properties["kind"] ?? (f.geometry.type.endsWith("Polygon") ? "land" : "river") },
  })),
}));
/** Without land to draw, the paper itself has to be the land. */
const hasLand = computed(() => (thailand.value.data?.features.length ?? 0) > 0);

export const backdropLayer: MapLayer = {
  id: "backdrop",
  sources: { backdrop: source },
  style: () => [
    {
      id: "paper",
      type: "background",
      paint: { "background-color": hasLand.value ? palette.value.water : palette.value.foreign },
    },
    {
      id: "land",
      type: "fill",
      source: "backdrop",
      filter: ["==", ["get", "kind"], "land"],
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
      source: "backdrop",
      filter: ["==", ["get", "kind"], "lake"],
      paint: { "fill-color": palette.value.water },
    },
    {
      id: "rivers",
      type: "line",
      source: "backdrop",
      filter: ["==", ["get", "kind"], "river"],
      layout: { "line-join": "round", "line-cap": "round" },
      paint: {
        "line-color": palette.value.river,
        "line-width": ["interpolate", ["linear"], ["zoom"], 5, 0.5, 9, 1.4, 13, 3],
      },
    },
  ],
};
