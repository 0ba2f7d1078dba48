// What the analysis layers draw today: the answer as shapes, with words of the page's language.
import { computed } from "@preact/signals";
import { EMPTY, type FeatureCollection } from "../../api/types";
import { s } from "../../i18n/study";
import { district } from "../../state/data";
import { answer } from "../../state/study";
import { study } from "../../state/view";
import { drawnOf, type Drawn } from "./drawn";

const NOTHING: Drawn = { features: [], districts: [], of: 0 };
export const drawn = computed<Drawn>(() => {
  if (!study.value) return NOTHING;
  return drawnOf(answer.value.sheet?.result ?? null, (code) => {
    const d = district(code);
    return d ? [d.lon, d.lat] : null;
  });
});
export const shapes = computed<FeatureCollection>(() => {
  const short: Record<string, string> = s.value.moran_short;
  const { features } = drawn.value;
  if (features.length === 0) return EMPTY;
  // Words on the map are of the page's language.
  return {
    type: "FeatureCollection",
    features: features.map((f) => (typeof f.properties["label"] === "string" && short[f.properties["label"]] ? { ...f, properties: { ...f.properties, label: short[f.properties["label"]] } } : f)),
  };
});

