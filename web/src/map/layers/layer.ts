// What a map layer is to the page: its data, its drawing, its switch, its table and its export.
import type { ReadonlySignal } from "@preact/signals";
import type { LayerSpecification } from "maplibre-gl";
import type { FeatureCollection } from "../../api/types";
import type { Messages } from "../../i18n/th";
import type { Overlay, Tab } from "../../state/url";

export interface MapLayer {
  id: string;
  /** The switch that shows it; layers of the base map have none. */
  overlay?: Overlay;
  title?: (t: Messages) => string;
  /** Sources it owns; a layer may also draw from another layer's source. */
  sources: Record<string, ReadonlySignal<FeatureCollection>>;
  /** Its drawing today; reads signals, so it is drawn again when they change. */
  style: () => LayerSpecification[];
  /** Its twin in the panel. */
  table?: Tab;
  export?: "reports" | "hotspots";
}

/** One font stack for all labels: the font files carry their own unicode ranges. */
export const FONT = ["Noto Sans Regular"];

export function visible(on: boolean): "visible" | "none" {
  return on ? "visible" : "none";
}
