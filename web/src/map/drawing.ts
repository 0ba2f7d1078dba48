// What the next strokes on the map draw, the shape under the pointer, and how wide the first question around a crossing is.
import { signal } from "@preact/signals";
import type { Area } from "../state/query";

export type Shape = "box" | "circle" | "polygon";
export const drawing = signal<Shape | null>(null);
/** The box or circle while it is dragged. */
export const draft = signal<Area | null>(null);
export const CROSSING_RADIUS_M = 5000;

export function toggleDrawing(shape: Shape): void {
  drawing.value = drawing.value === shape ? null : shape;
}
