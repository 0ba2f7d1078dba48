// What a map layer is to the page: its data, its drawing, its switch, its table and its export.
import type { ReadonlySignal } from "@preact/signals";
import type { LayerSpecification } from "maplibre-gl";
import type { FeatureCollection } from "../../api/types";
import type { MapWords } from "../../i18n/map";
import type { Messages } from "../../i18n/th";
import type { Overlay, Tab } from "../../state/url";

/** Tiles asked of the server by what is in view. */
export interface TileSet {
  type: "vector";
  /** Address template; a path is of this server. */
  url: string;
  minzoom: number;
  /** Beyond it these tiles are drawn larger. */
  maxzoom: number;
  /** Another value: the same address may answer otherwise now. */
  version?: unknown;
}
export type SourceData = FeatureCollection | TileSet;

export interface MapLayer {
  id: string;
  /** The switch that shows it; layers of the base map have none. */
  overlay?: Overlay;
  title?: (t: Messages, m: MapWords) => string;
  /** Sources it owns; a layer may also draw from another layer's source. */
  sources: Record<string, ReadonlySignal<SourceData>>;
  /** Its drawing today; reads signals, so it is drawn again when they change. */
  style: () => LayerSpecification[];
  /** Its twin in the panel. */
  table?: Tab;
  export?: "reports" | "hotspots" | "risk-points";
}

/** Tiles of this server: `tiles("reports", query, 14, version)`. */
export function tiles(layer: string, query: string, maxzoom: number, version?: unknown): TileSet {
  return { type: "vector", url: `/api/v1/tiles/${layer}/{z}/{x}/{y}${query && `?${query}`}`, minzoom: 0, maxzoom, version };
}

/** One font stack for all labels: the font files carry their own unicode ranges. */
export const FONT = ["Noto Sans Regular"];
export function visible(on: boolean): "visible" | "none" {
  return on ? "visible" : "none";
}
