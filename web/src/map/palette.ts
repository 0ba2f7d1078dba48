// The map's colours on paper and in a dark room; colour is kept for data, everything else is paper, water or ink.
import { computed } from "@preact/signals";
import type { HotspotClass } from "../api/types";
import { dark, study } from "../state/view";

export interface Palette {
  water: string;
  river: string;
  foreign: string;
  foreignLine: string;
  thailand: string;
  district: string;
  districtLine: string;
  /** The target districts: a straw tint that no hotspot class has. */
  target: string;
  targetLine: string;
  ink: string;
  inkSoft: string;
  halo: string;
  borderInk: string;
  bandLaos: string;
  bandCambodia: string;
  select: string;
  hatch: string;
  /** Military grid. */
  grid: string;
  /** Risk points. */
  risk: string;
  hotspot: Record<Exclude<HotspotClass, "none">, string>;
}

const LIGHT: Palette = {
  water: "#d7e3e8",
  river: "#9dbac8",
  foreign: "#ebe7de",
  foreignLine: "#d8d2c5",
  thailand: "#f4f1e9",
  district: "#fcfaf5",
  districtLine: "#d3ccbd",
  target: "#f1e9bf",
  targetLine: "#4f483c",
  ink: "#22262b",
  inkSoft: "#5d615f",
  halo: "#fcfaf5",
  borderInk: "#3d3340",
  bandLaos: "#cdbfd6",
  bandCambodia: "#e2c9a8",
  select: "#22262b",
  hatch: "#b9b2a4",
  grid: "#33608f",
  risk: "#7a1fa2",
  hotspot: { hot99: "#b2182b", hot95: "#ef8a62", hot90: "#fddbc7", cold90: "#d1e5f0", cold95: "#67a9cf", cold99: "#2166ac" },
};
const DARK: Palette = {
  water: "#14202a",
  river: "#35566b",
  foreign: "#1d2022",
  foreignLine: "#303437",
  thailand: "#24282a",
  district: "#2a2f32",
  districtLine: "#434a4e",
  target: "#3f3f2a",
  targetLine: "#cdd2cf",
  ink: "#eceae4",
  inkSoft: "#b3b6b3",
  halo: "#1b1e20",
  borderInk: "#e4dbe9",
  bandLaos: "#5a4a66",
  bandCambodia: "#66533a",
  select: "#ffffff",
  hatch: "#596166",
  grid: "#86b4e0",
  risk: "#d9a6f2",
  // On a dark map lightness means more, so the ramp is not the light one: the strongest class is the brightest.
  hotspot: { hot90: "#8f3a36", hot95: "#e8604c", hot99: "#ffb199", cold90: "#2f5673", cold95: "#4f97cf", cold99: "#a9d8ff" },
};

const beside = computed(() => study.value !== null);
/** Beside an analysis the target districts keep their line alone: their tint would read as one of its pale classes. */
export const palette = computed<Palette>(() => {
  const all = dark.value ? DARK : LIGHT;
  return beside.value ? { ...all, target: all.district } : all;
});
