// What the analysis layers draw today: the answer as shapes, with words of the page's language.
import { computed, signal } from "@preact/signals";
import { EMPTY, type Feature, type FeatureCollection } from "../../api/types";
import { s } from "../../i18n/study";
import { alerts } from "../../state/alerts";
import { border, crossing, district } from "../../state/data";
import { answer } from "../../state/study";
import { study } from "../../state/view";
import { stretchOf } from "../stretch";
import { alertsDrawn, drawnOf, type Drawn, type Ground } from "./drawn";

/** The place that the strip along the border points at. */
export const cursor = signal<[number, number] | null>(null);

const NOTHING: Drawn = { features: [], districts: [], of: 0 };
const ground: Ground = {
  district: (code) => {
    const d = district(code);
    return d ? [d.lon, d.lat] : null;
  },
  crossing: (id) => {
    const at = crossing(id)?.position;
    return at ? [at.lon, at.lat] : null;
  },
  line: (from, to) => stretchOf(border.value.data?.features ?? [], from, to),
};
export const drawn = computed<Drawn>(() => {
  if (!study.value) return NOTHING;
  if (alerts.value.data) return alertsDrawn(alerts.value.data, ground);
  return drawnOf(answer.value.sheet?.result ?? null, ground);
});
/** Classes of local Moran are letters of the page's language, and numbers are of tambons. */
function worded(feature: Feature): Feature {
  const words: Record<string, string> = s.value.moran_short;
  const text = String(feature.properties["letters"]);
  const letters = /^\d+$/.test(text) ? s.value.tambons(text) : words[text];
  return letters ? { ...feature, properties: { ...feature.properties, letters } } : feature;
}
export const shapes = computed<FeatureCollection>(() => {
  const features = drawn.value.features.map(worded);
  const at = cursor.value;
  if (at) features.push({ type: "Feature", geometry: { type: "Point", coordinates: at }, properties: { cursor: true } });
  return features.length > 0 ? { type: "FeatureCollection", features } : EMPTY;
});
