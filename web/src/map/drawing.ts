// Whether the next drag on the map draws a box, and how wide the first question around a crossing is.
import { signal } from "@preact/signals";

export const drawing = signal(false);
export const CROSSING_RADIUS_M = 5000;
