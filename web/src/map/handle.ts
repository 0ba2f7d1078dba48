// The map as the rest of the page may use it, once it is there.
import { signal } from "@preact/signals";
import type { MountedMap } from "./mount";

export const mapHandle = signal<MountedMap | null>(null);
/** Set when the interactive map cannot run here: the simple one takes its place. */
export const mapFailed = signal(false);

export function flyTo(lon: number, lat: number, zoom?: number): void {
  mapHandle.value?.flyTo(lon, lat, zoom);
}
