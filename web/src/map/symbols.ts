// The one icon set: outlines on a 24 by 24 grid, drawn as SVG in the page and on a canvas for the map.
import type { Crossing, CrossingStatusValue } from "../api/types";

export interface CategorySymbol {
  /** Okabe-Ito where there is one left; shape tells them apart without colour. */
  colour: string;
  path: string;
}
const CIRCLE = "M12 4.5a7.5 7.5 0 1 0 0 15a7.5 7.5 0 1 0 0-15Z";
const OTHER: CategorySymbol = { colour: "#9a9a9a", path: "M12 4L20 10L17 19.5H7L4 10Z" };
const CATEGORIES: Record<string, CategorySymbol> = {
  drugs: { colour: "#d55e00", path: CIRCLE },
  human_trafficking: { colour: "#cc79a7", path: "M12 3.5L21 19.5H3Z" },
  illegal_entry: { colour: "#0072b2", path: "M12 3L21 12L12 21L3 12Z" },
  illegal_labour: { colour: "#56b4e9", path: "M5 5H19V19H5Z" },
  goods_smuggling: { colour: "#e69f00", path: "M3 4.5H21L12 20.5Z" },
  scam_cyber: { colour: "#009e73", path: "M8 4.5H16L20.5 12L16 19.5H8L3.5 12Z" },
  weapons: { colour: "#4a4a4a", path: "M9 3.5H15V9H20.5V15H15V20.5H9V15H3.5V9H9Z" },
  border_incident: {
    colour: "#f0e442",
    path: "M12 2.5L14.8 8.9L21.6 9.5L16.4 14L18 20.8L12 17.2L6 20.8L7.6 14L2.4 9.5L9.2 8.9Z",
  },
  disaster: { colour: "#7a8f99", path: "M12 2.5C16 8.5 18.7 11 18.7 14.5A6.7 6.7 0 0 1 5.3 14.5C5.3 11 8 8.5 12 2.5Z" },
  other: OTHER,
};
export const CATEGORY_CODES = Object.keys(CATEGORIES);

export function categorySymbol(code: string): CategorySymbol {
  return CATEGORIES[code.split(".")[0] ?? code] ?? OTHER;
}

/** Crossing kinds by outline; the mark inside is the status. */
const KINDS: Record<string, string> = {
  permanent: "M4.5 4.5H19.5V19.5H4.5Z",
  temporary: "M12 3L21 19H3Z",
  trade: "M12 2.5L21.5 12L12 21.5L2.5 12Z",
  tourism: "M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17Z",
};
export const KIND_CODES = Object.keys(KINDS);
export function kindPath(kind: string): string {
  return KINDS[kind] ?? CIRCLE;
}

export interface StatusMark {
  /** Filled outline: open. */
  filled: boolean;
  /** Lines drawn inside the outline. */
  strokes: string;
}
const MARKS: Record<CrossingStatusValue, StatusMark> = {
  open: { filled: true, strokes: "" },
  restricted: { filled: false, strokes: "M8.5 12H15.5" },
  humanitarian_only: { filled: false, strokes: "M12 8.5V15.5M8.5 12H15.5" },
  closed: { filled: false, strokes: "M9 9L15 15M15 9L9 15" },
  unknown: { filled: false, strokes: "" },
};
export const STATUS_CODES = Object.keys(MARKS) as CrossingStatusValue[];
export function statusMark(status: CrossingStatusValue): StatusMark {
  return MARKS[status] ?? MARKS.unknown;
}

export type Certainty = "unverified" | "confirmed" | "struck";
export function certaintyOf(status: string): Certainty {
  if (status === "confirmed") return "confirmed";
  return status === "unverified" ? "unverified" : "struck";
}
export const STRIKE = "M3 21L21 3";
/** An approximate position: a dashed ring around the icon. */
export const RING_RADIUS = 16;

export function isApproximate(c: Crossing): boolean {
  return c.position !== null && !(c.position.basis === "sourced" || c.position.verified);
}

/** Pixels of a circle's radius for one report, and of the largest circle; area grows with the number. */
const UNIT_PX = 5;
const LARGEST_PX = 40;
/** `most`: the largest number beside it; where it would not fit, all circles become smaller in proportion. */
export function radiusOf(count: number, most: number): number {
  const unit = Math.min(UNIT_PX, LARGEST_PX / Math.sqrt(Math.max(1, most)));
  return Math.max(8, unit * Math.sqrt(count));
}

/** A risk point: a tag with a tip, as no incident and no crossing has; filled from below by its severity. */
export const RISK_PATH = "M5 4H19V14L12 21L5 14Z";
export const SEVERITIES = [1, 2, 3, 4, 5] as const;
/** How much of the tag is filled, from its tip upwards. */
export function riskFill(severity: number): number {
  return Math.min(5, Math.max(1, severity)) / 5;
}
