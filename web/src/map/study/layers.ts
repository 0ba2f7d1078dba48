// The analysis view's own layers, added when it is first opened: one source of shapes, and districts by their code.
import { effect } from "@preact/signals";
import type { ExpressionSpecification, Map as MapLibre } from "maplibre-gl";
import { selection, study } from "../../state/view";
import { FONT, visible, type MapLayer } from "../layers/layer";
import { palette } from "../palette";
import type { Drawn } from "./drawn";
import { putStudyIcons } from "./icons";
import { drawn, shapes } from "./source";

const has = (property: string) => ["has", property] as never;
const codesOf = (which: (d: Drawn["districts"][number]) => boolean) =>
  ["in", ["get", "code"], ["literal", drawn.value.districts.filter(which).map((d) => d.code)]] as never;
/** A `match` over codes, built from what there is: it needs at least one branch. */
function byCode<T extends string | number>(value: (d: Drawn["districts"][number]) => T | undefined, otherwise: T): ExpressionSpecification | T {
  const groups = new Map<T, string[]>();
  // A district of two clusters shows the stronger one, which comes first.
  const seen = new Set<string>();
  for (const d of drawn.value.districts) {
    const v = value(d);
    if (v === undefined || seen.has(d.code)) continue;
    seen.add(d.code);
    groups.set(v, [...(groups.get(v) ?? []), d.code]);
  }
  if (groups.size === 0) return otherwise;
  return ["match", ["get", "code"], ...[...groups].flatMap(([v, codes]) => [codes, v]), otherwise] as unknown as ExpressionSpecification;
}
const districtsTiles = { source: "districts", "source-layer": "districts" } as const;
const chosenKey = () => (selection.value?.kind === "study" ? selection.value.id : "");
const weight = ["coalesce", ["get", "weight"], 1];
const strong = ["boolean", ["get", "strong"], false];
const wide = (thin: number, thick: number) =>
  ["interpolate", ["linear"], ["zoom"], 5, ["case", strong, 2, thin], 10, ["case", strong, 2, thick]] as unknown as ExpressionSpecification;

export const fills: MapLayer = {
  id: "study-fills",
  sources: { study: shapes },
  style: () => {
    const layout = { visibility: visible(study.value !== null) };
    const { ink } = palette.value;
    const round = { ...layout, "line-join": "round" } as const;
    const edge = (id: string, kind: string, dash: number[] | null) => [
      {
        id: `study-district-${id}`, type: "line" as const, ...districtsTiles, filter: codesOf((d) => d.edge === kind), layout: round,
        paint: { "line-color": ink, "line-width": kind === "solid" ? 2.6 : 1.3, ...(dash && { "line-dasharray": dash }) },
      },
      {
        id: `study-${id}`, type: "line" as const, source: "study", filter: ["==", ["get", "edge"], kind] as never, layout: round,
        paint: {
          "line-color": ink, "line-width": wide(0.1, 1.2),
          // Far out the edges of small squares would hide their colour.
          "line-opacity": ["interpolate", ["linear"], ["zoom"], 6, ["case", ["has", "mark"], 0.1, 1], 8, 1] as never, ...(dash && { "line-dasharray": dash }),
        },
      },
    ];
    return [
      {
        id: "study-district-pattern", type: "fill", ...districtsTiles, filter: codesOf((d) => Boolean(d.pattern)),
        layout,
        paint: { "fill-pattern": byCode<string>((d) => d.pattern, "hatch") as never },
      },
      {
        id: "study-district-fill", type: "fill", ...districtsTiles, filter: codesOf((d) => Boolean(d.fill)),
        layout,
        paint: { "fill-color": byCode<string>((d) => d.fill, "rgba(0,0,0,0)"), "fill-opacity": byCode<number>((d) => d.opacity, 0.85) as never },
      },
      {
        id: "study-pattern", type: "fill", source: "study", filter: has("pattern"),
        layout,
        paint: { "fill-pattern": ["get", "pattern"] as never, "fill-opacity": 0.8 },
      },
      {
        id: "study-fill", type: "fill", source: "study", filter: ["all", has("fill"), ["!=", ["geometry-type"], "Point"]] as never,
        layout,
        paint: { "fill-color": ["get", "fill"] as never, "fill-opacity": ["coalesce", ["get", "opacity"], 0.85] as never },
      },
      ...edge("solid", "solid", null),
      ...edge("dashed", "dashed", [2.2, 1.8]),
      {
        id: "study-chosen", type: "line", source: "study", filter: ["==", ["get", "key"], chosenKey()] as never,
        layout: round,
        paint: { "line-color": palette.value.select, "line-width": 3 },
      },
      {
        id: "study-chosen-district", type: "line", ...districtsTiles, filter: codesOf((d) => [d.key, d.code].includes(chosenKey())),
        layout: round,
        paint: { "line-color": palette.value.select, "line-width": 3.4 },
      },
    ];
  },
};

/** Lines along the border lie on it. */
export const strokes: MapLayer = {
  id: "study-strokes",
  sources: {},
  style: () => [
    {
      id: "study-stroke", type: "line", source: "study", filter: has("stroke"), layout: { visibility: visible(study.value !== null), "line-join": "round", "line-cap": "round" },
      paint: { "line-color": ["get", "stroke"] as never, "line-width": ["interpolate", ["linear"], ["zoom"], 5, ["*", 5, weight], 10, ["*", 12, weight]] as never },
    },
  ],
};

export const marks: MapLayer = {
  id: "study-marks",
  sources: {},
  style: () => {
    const { ink, halo, select } = palette.value;
    const visibility = visible(study.value !== null);
    const chosen = ["==", ["get", "key"], chosenKey()];
    return [
      {
        id: "study-mark", type: "symbol", source: "study", minzoom: 7.6, filter: has("mark"),
        layout: { visibility, "icon-image": ["get", "mark"] as never, "icon-size": ["interpolate", ["exponential", 2], ["zoom"], 7.6, 0.34, 9.5, 0.9], "icon-allow-overlap": true },
      },
      {
        id: "study-letters", type: "symbol", source: "study", minzoom: 5.6, filter: has("letters"),
        layout: { visibility, "text-field": ["get", "letters"] as never, "text-font": FONT, "text-size": ["interpolate", ["linear"], ["zoom"], 6, 10, 9, 14] },
        paint: { "text-color": ink, "text-halo-color": halo, "text-halo-width": 1.8 },
      },
      { id: "study-cursor", type: "symbol", source: "study", filter: has("cursor"), layout: { visibility, "icon-image": "crosshair", "icon-allow-overlap": true } },
      // Where discs have no room beside each other the better rank has it; a dot stays of the others.
      {
        id: "study-dot", type: "circle", source: "study", filter: ["all", ["==", ["geometry-type"], "Point"], has("label")] as never, layout: { visibility },
        paint: { "circle-radius": ["interpolate", ["linear"], ["zoom"], 5, ["case", strong, 3.4, 1.8], 9, 4] as never, "circle-color": ["case", strong, ink, halo] as never, "circle-stroke-color": select, "circle-stroke-width": 1.4 },
      },
      {
        id: "study-badge", type: "symbol", source: "study", filter: has("label"),
        layout: {
          visibility, "icon-image": ["concat", "study/badge/", ["to-string", strong]] as never, "icon-padding": 0, "text-padding": 0,
          "icon-size": ["case", chosen, 1.25, 1] as never, "symbol-sort-key": ["case", chosen, 0, ["to-number", ["get", "label"]]] as never,
          "text-field": ["get", "label"] as never, "text-font": FONT, "text-size": 12,
        },
        paint: { "text-color": ["case", strong, halo, ink] as never },
      },
    ];
  },
};

/** What is under the water and the border line, and what lies above all else. */
export const STUDY_LAYERS: readonly { layer: MapLayer; before?: string }[] = [{ layer: fills, before: "lakes" }, { layer: strokes, before: "chosen-halo" }, { layer: marks, before: "area-fill" }];

export function followIcons(map: MapLibre): () => void {
  return effect(() => putStudyIcons(map, palette.value));
}
