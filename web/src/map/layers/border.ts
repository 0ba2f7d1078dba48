// The two borders: a tinted band with a dashed ink line on it, as on a paper map, approximate everywhere.
import { overlays } from "../../state/view";
import { t } from "../../i18n";
import { palette } from "../palette";
import { FONT, visible, type MapLayer } from "./layer";

export const borderLayer: MapLayer = {
  id: "border",
  sources: {},
  style: () => [
    {
      id: "border-band",
      type: "line",
      source: "ground",
      "source-layer": "border",
      layout: { "line-join": "round", "line-cap": "round" },
      paint: {
        "line-color": ["match", ["get", "border"], "TH-LA", palette.value.bandLaos, palette.value.bandCambodia],
        "line-width": ["interpolate", ["linear"], ["zoom"], 5, 4, 8, 7, 12, 14],
        "line-opacity": ["case", ["get", "maritime"], 0.4, 0.75],
      },
    },
    line("border-laos", "TH-LA", [5, 1.6, 0.5, 1.6]),
    line("border-cambodia", "TH-KH", [5, 1.6, 0.5, 1.6, 0.5, 1.6]),
  ],
};
function line(id: string, which: string, dashes: number[]) {
  return {
    id,
    type: "line" as const,
    source: "ground",
    "source-layer": "border",
    filter: ["==", ["get", "border"], which] as ["==", ["get", string], string],
    layout: { "line-join": "round" as const },
    paint: {
      "line-color": palette.value.borderInk,
      "line-width": ["interpolate", ["linear"], ["zoom"], 5, 0.9, 8, 1.4, 12, 2.2] as ["interpolate", ["linear"], ["zoom"], number, number, number, number, number, number],
      "line-dasharray": dashes,
    },
  };
}

/** Every 100 km from zoom 6.5, every 50 from 8.5, all marks from 10.5. */
export const kilometresLayer: MapLayer = {
  id: "kilometres",
  overlay: "km",
  title: (m) => m.layer_km,
  sources: {},
  style: () => [marks("km-100", 6.5, 100), marks("km-50", 8.5, 50), marks("km-10", 10.5, 10)],
};
function marks(id: string, minzoom: number, every: number) {
  const [before, after = ""] = t.value.km_mark("\0").split("\0");
  return {
    id,
    type: "symbol" as const,
    source: "ground",
    "source-layer": "marks",
    minzoom,
    filter: [
      "all",
      ["==", ["%", ["get", "km"], every], 0],
      ["!=", ["%", ["get", "km"], every === 100 ? 1e9 : every === 50 ? 100 : 50], 0],
    ] as never,
    layout: {
      visibility: visible(overlays.value.includes("km")),
      "icon-image": "km-tick",
      "icon-allow-overlap": true,
      "text-field": ["concat", before ?? "", ["to-string", ["get", "km"]], after] as never,
      "text-font": FONT,
      "text-size": 10.5,
      "text-anchor": "left" as const,
      "text-offset": [0.7, 0] as [number, number],
      "text-optional": true,
    },
    paint: { "text-color": palette.value.borderInk, "text-halo-color": palette.value.halo, "text-halo-width": 1.4 },
  };
}
