// How findings look: one place for their colours, marks and patterns, read by the map, the legend and the tables.
import { computed } from "@preact/signals";
import { dark } from "../../state/view";
import { palette } from "../palette";

export const KINDS = ["new", "intensifying", "consecutive", "persistent", "diminishing", "sporadic", "oscillating", "historical"] as const;
export type Kind = (typeof KINDS)[number];
export type Direction = "hot" | "cold";
/** The 17 labels, what calls for attention first. */
export const LABELS: readonly string[] = [...KINDS.map((k) => `${k}_hot`), ...KINDS.map((k) => `${k}_cold`), "no_pattern"];

export function labelParts(label: string): { kind: Kind; direction: Direction } | null {
  const [kind, direction] = label.split("_");
  return LABELS.includes(label) && label !== "no_pattern" ? { kind: kind as Kind, direction: direction as Direction } : null;
}
/** Strong: new or growing; middle: continuing; pale: unsteady, waning or past. */
const TONES: Record<Kind, "99" | "95" | "90"> = {
  new: "99", intensifying: "99", consecutive: "95", persistent: "95", diminishing: "90", sporadic: "90", oscillating: "90", historical: "90",
};
export function labelColour(label: string): string | null {
  const parts = labelParts(label);
  return parts && palette.value.hotspot[`${parts.direction}${TONES[parts.kind]}`];
}
/** Strokes on the 24 by 24 grid: what a label is without its colour. */
export const MARKS: Record<Kind, string> = {
  new: "M12 4.5V19.5M4.5 12H19.5",
  intensifying: "M12 20V4.5M5.5 11L12 4.5L18.5 11",
  consecutive: "M8 5V19M16 5V19",
  persistent: "M6.5 6.5H17.5V17.5H6.5Z",
  diminishing: "M12 4V19.5M5.5 13L12 19.5L18.5 13",
  sporadic: "M5 12H5.1M12 12H12.1M19 12H19.1",
  oscillating: "M3.5 12C6.5 4 9 4 12 12C15 20 17.5 20 20.5 12",
  historical: "M12 5.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13Z",
};

/** From the lowest to the highest; on dark paper the highest is the brightest. */
const RAMP_LIGHT = ["#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494"] as const;
const RAMP_DARK = ["#27384f", "#2b5f86", "#3f96a8", "#7fcdbb", "#ffffcc"] as const;
export const ramp = computed(() => (dark.value ? RAMP_DARK : RAMP_LIGHT));
/** The same from squares that are few and small: none is as pale as paper. */
const STRONG_LIGHT = ["#a8d8a0", "#5fc0b0", "#2f9fc0", "#2570b0", "#253494"] as const;
const STRONG_DARK = ["#3a6f8a", "#4598a4", "#74c4b2", "#b9e3b0", "#ffffcc"] as const;
export const strongRamp = computed(() => (dark.value ? STRONG_DARK : STRONG_LIGHT));
/** Silence: neither hot nor cold. */
export const silenceColour = computed(() => (dark.value ? "#f0c15c" : "#8a5a00"));

/** Multiples of the mean at which the classes of rates begin. */
export const RATE_BREAKS = [0.5, 0.8, 1.25, 2] as const;
/** Fewer reports than this are not coloured. */
export const FEWEST_COLOURED = 5;
export function rateClass(rate: number, mean: number): number {
  const times = mean > 0 ? rate / mean : 1;
  return RATE_BREAKS.filter((at) => times >= at).length;
}

/** How many times the mean's risk the classes of the risk terrain begin at. */
export const RISK_BREAKS = [2, 4, 8, 16] as const;
export function riskClass(risk: number): number {
  return RISK_BREAKS.filter((at) => risk >= at).length;
}

export const MORAN = ["hh", "hl", "lh", "ll", "none"] as const;
export function moranColour(cls: string): string | null {
  const { hotspot } = palette.value;
  return { hh: hotspot.hot99, hl: hotspot.hot90, lh: hotspot.cold90, ll: hotspot.cold99 }[cls] ?? null;
}
export const SILENCE = ["silent", "area_quiet", "cannot_tell", "usual"] as const;
/** The p-value up to which a cluster is a finding; the server's own. */
export const SURE_P = 0.05;

/** From here on more pairs count as a near repeat; the server's own. */
const LEAST_RATIO = 1.2;

/** A table cell's shade by how many times as many as expected: only what is beyond chance is coloured. */
export function heat(ratio: number | null, sure: boolean): { background: string; color: string } | undefined {
  if (ratio === null || !sure || ratio < LEAST_RATIO) return undefined;
  const { hotspot } = palette.value;
  const tone = ratio >= 2 ? "99" : ratio >= 1.5 ? "95" : "90";
  const pale = dark.value ? tone === "90" : tone === "99";
  return { background: hotspot[`hot${tone}`], color: pale ? "#ffffff" : "#1b1e20" };
}
