// Lao and Cambodian districts: a quiet backdrop with their names at closer zoom.
import { computed } from "@preact/signals";
import { EMPTY } from "../../api/types";
import { neighbours } from "../../state/data";
import { palette } from "../palette";
import { FONT, type MapLayer } from "./layer";

export const neighboursLayer: MapLayer = {
  id: "neighbours",
  sources: { neighbours: computed(() => neighbours.value.data ?? EMPTY) },
  style: () => [
    { id: "neighbour-fill", type: "fill", source: "neighbours", paint: { "fill-color": palette.value.foreign } },
    {
      id: "neighbour-line",
      type: "line",
      source: "neighbours",
      minzoom: 8,
      paint: { "line-color": palette.value.foreignLine, "line-width": 0.6 },
    },
  ],
};

export const neighbourNamesLayer: MapLayer = {
  id: "neighbour-names",
  sources: {},
  style: () => [
    {
      id: "neighbour-name",
      type: "symbol",
      source: "neighbours",
      minzoom: 10,
      layout: {
        "text-field": ["coalesce", ["get", "name_en"], ""],
        "text-font": FONT,
        "text-size": 11,
        "text-padding": 12,
        "text-letter-spacing": 0.04,
      },
      paint: { "text-color": palette.value.inkSoft, "text-opacity": 0.75, "text-halo-color": palette.value.foreign, "text-halo-width": 1.2 },
    },
  ],
};
