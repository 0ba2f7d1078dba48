// The map as the rest of the page may use it, once it is there.
import { signal } from "@preact/signals";
import type { MountedMap } from "./mount";

export const mapHandle = signal<MountedMap | null>(null);
/** Set when the interactive map cannot run here: the simple one takes its place. */
export const mapFailed = signal(false);

/** Sources of the map whose tiles could not be fetched; the legend says so. */
export const failedSources = signal<ReadonlySet<string>>(new Set());

/** The middle of the border area, until the map says where it is. */
export const HOME_CENTRE = { lon: 102.75, lat: 16.05 };

export function flyTo(lon: number, lat: number, zoom?: number): void {
  mapHandle.value?.flyTo(lon, lat, zoom);
}
