// Towns and countries by name, so that the reader knows where he is.
import { computed } from "@preact/signals";
import type { Feature, FeatureCollection } from "../../api/types";
import { t } from "../../i18n";
import { lang } from "../../state/view";
import { palette } from "../palette";
import { FONT, type MapLayer } from "./layer";


/** Where a country's name stands: the points of data/labels.csv; Viet Nam's lies further south, nearer to the home view. */
const COUNTRY_AT: Record<string, [number, number]> = {
  TH: [101.33, 15.45],
  LA: [102.6, 19.66],
  KH: [105.67, 12.83],
  MM: [98.32, 21.19],
  VN: [105.2, 19.6],
};
const countries = computed<FeatureCollection>(() => ({
  type: "FeatureCollection",
  features: Object.entries(COUNTRY_AT).map(
    ([code, at]): Feature => ({
      type: "Feature",
      geometry: { type: "Point", coordinates: at },
      properties: { name: t.value.country[code] ?? code },
    }),
  ),
}));

export const townsLayer: MapLayer = {
  id: "towns",
  sources: { countries },
  style: () => [
    town("town-large", 6.8, 60_000, Number.MAX_SAFE_INTEGER),
    town("town-medium", 8.5, 15_000, 60_000),
    town("town-small", 9.8, 0, 15_000),
    {
      id: "country-name",
      type: "symbol",
      source: "countries",
      maxzoom: 7.5,
      layout: {
        "text-field": ["get", "name"],
        "text-font": FONT,
        "text-size": ["interpolate", ["linear"], ["zoom"], 4, 13, 7, 20],
        "text-letter-spacing": 0.12,
      },
      paint: { "text-color": palette.value.inkSoft, "text-opacity": 0.8 },
    },
  ],
};
function town(id: string, minzoom: number, least: number, below: number) {
  return {
    id,
    type: "symbol" as const,
    source: "ground",
    "source-layer": "towns",
    minzoom,
    filter: ["all", [">=", ["get", "population"], least], ["<", ["get", "population"], below]] as never,
    layout: {
      "icon-image": "town",
      "text-field": ["coalesce", ["get", lang.value === "th" ? "name_th" : "name_en"], ["get", "name_en"]] as never,
      "text-font": FONT,
      "text-size": below > 60_000 ? 12.5 : 11,
      "text-variable-anchor": ["left", "right", "top", "bottom"] as ("left" | "right" | "top" | "bottom")[],
      "text-radial-offset": 0.5,
      "text-optional": true,
      "symbol-sort-key": ["-", 0, ["get", "population"]] as never,
    },
    paint: { "text-color": palette.value.inkSoft, "text-halo-color": palette.value.halo, "text-halo-width": 1.2 },
  };
}
