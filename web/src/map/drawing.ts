// What the next strokes on the map draw, the shape under the pointer, and how wide the first question around a crossing is.
import { signal } from "@preact/signals";
import type { Area } from "../state/query";

export type Shape = "box" | "circle" | "polygon";
export const drawing = signal<Shape | null>(null);
/** The box or circle while it is dragged. */
export const draft = signal<Area | null>(null);
/** Why the last polygon was not kept: the server's code, or its own words where they say what is wrong with the shape. */
export const drawProblem = signal<{ code: string; detail: string | null } | null>(null);
export const CROSSING_RADIUS_M = 5000;

export function toggleDrawing(shape: Shape): void {
  drawProblem.value = null;
  drawing.value = drawing.value === shape ? null : shape;
}
