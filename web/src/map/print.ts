// The map on paper: drawn anew in the sheet's own shape, all of what was in view on it, and put back afterwards.
import type { Map as MapLibre } from "maplibre-gl";
import { printing } from "../state/view";

export type SheetSize = "a4" | "a3";
/** Twice the screen's pixels: about 190 dots an inch. */
const PAPER_RATIO = 2;
/** A map that does not come to rest is printed as far as it has come. */
const LONGEST_WAIT_MS = 8000;

/** Gives the map the sheet's shape around the same middle; what was in view stays in view. */
function toSheet(map: MapLibre, size: SheetSize): () => void {
  const before = { center: map.getCenter(), zoom: map.getZoom() };
  const { clientWidth: width, clientHeight: height } = map.getContainer();
  // Colours that hang on the data are worked out beside the page: light before the browser asks for the sheet.
  printing.value = true;
  document.documentElement.dataset["sheet"] = size;
  map.resize();
  const { clientWidth, clientHeight } = map.getContainer();
  const factor = Math.min(clientWidth / width, clientHeight / height);
  map.jumpTo({ ...before, zoom: before.zoom + Math.log2(factor) });
  return () => {
    printing.value = false;
    delete document.documentElement.dataset["sheet"];
    map.resize();
    map.jumpTo(before);
  };
}

/** Follows the browser's own printing; returns what prints by a button, after the map has been drawn in full. */
export function followPrint(map: MapLibre, stops: (() => void)[]): (size: SheetSize) => void {
  let restore: (() => void) | null = null;
  const before = () => {
    restore ??= toSheet(map, "a4");
    // The picture on paper is the last one drawn, so it is drawn at once.
    map.redraw();
  };
  const after = () => {
    restore?.();
    restore = null;
    map.setPixelRatio(devicePixelRatio);
  };
  addEventListener("beforeprint", before);
  addEventListener("afterprint", after);
  stops.push(() => {
    removeEventListener("beforeprint", before);
    removeEventListener("afterprint", after);
  });
  return (size) => {
    if (restore) return;
    restore = toSheet(map, size);
    map.setPixelRatio(Math.max(PAPER_RATIO, devicePixelRatio));
    let told = false;
    const print = () => {
      if (told) return;
      told = true;
      window.print();
    };
    void map.once("idle", print);
    setTimeout(print, LONGEST_WAIT_MS);
  };
}
