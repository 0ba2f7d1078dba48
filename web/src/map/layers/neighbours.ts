// Lao and Cambodian districts: a quiet backdrop with their names at closer zoom.
import { palette } from "../palette";
import { FONT, type MapLayer } from "./layer";

export const neighboursLayer: MapLayer = {
  id: "neighbours",
  sources: {},
  style: () => [
    { id: "neighbour-fill", type: "fill", source: "ground", "source-layer": "neighbours", paint: { "fill-color": palette.value.foreign } },
    {
      id: "neighbour-line",
      type: "line",
      source: "ground",
      "source-layer": "neighbours",
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
      source: "ground",
      "source-layer": "neighbours",
      minzoom: 10,
      layout: {
        "text-field": ["get", "name_en"],
        "text-font": FONT,
        "text-size": 11,
        "text-padding": 30,
        "text-letter-spacing": 0.04,
      },
      paint: { "text-color": palette.value.inkSoft, "text-opacity": 0.75, "text-halo-color": palette.value.foreign, "text-halo-width": 1.2 },
    },
  ],
};
