// What a hand does on the map: pick a crossing, a report, a district or a bare place, and drag a box.
import type { Map as MapLibre, MapMouseEvent, Point } from "maplibre-gl";
import type { Area } from "../state/query";
import { setArea, step } from "../state/view";
import { draft } from "./layers/selection";
import { CROSSING_RADIUS_M, drawing } from "./drawing";

const PICKABLE = ["incident-point", "crossing-icon", "count-ring", "district-fill"];
/** A finger or an unsteady mouse: how far from a symbol a click still means it, in pixels. */
const REACH_PX = 8;
const MIN_BOX_PX = 6;
/** From here on symbols stand apart enough to be meant even within a count circle. */
const SYMBOLS_ZOOM = 9;

function pick(map: MapLibre, point: Point) {
  const symbols = PICKABLE.slice(0, 2).filter((id) => map.getLayer(id));
  const reach: [[number, number], [number, number]] = [
    [point.x - REACH_PX, point.y - REACH_PX],
    [point.x + REACH_PX, point.y + REACH_PX],
  ];
  const near = map.queryRenderedFeatures(reach, { layers: symbols })[0];
  const under = map.queryRenderedFeatures(point, { layers: PICKABLE.slice(2).filter((id) => map.getLayer(id)) })[0];
  if (!near || under?.layer.id !== "count-ring") return near ?? under;
  // Within a circle: far out its district is meant, close up whichever centre is nearer.
  if (map.getZoom() < SYMBOLS_ZOOM) return under;
  const away = (f: typeof near) => map.project((f.geometry as unknown as { coordinates: [number, number] }).coordinates).dist(point);
  return away(near) < away(under) ? near : under;
}

function clicked(map: MapLibre, event: MapMouseEvent): void {
  const { lng: lon, lat } = event.lngLat;
  const hit = pick(map, event.point);
  const place = { kind: "place", lon: Number(lon.toFixed(5)), lat: Number(lat.toFixed(5)) } as const;
  switch (hit?.layer.id) {
    case "crossing-icon": {
      const geometry = hit.geometry as unknown as { coordinates: [number, number] };
      return crossingChosen(String(hit.properties["id"]), geometry.coordinates);
    }
    case "incident-point":
      return step({ sel: { kind: "report", id: String(hit.properties["id"]) }, tab: "reports" });
    case "count-ring":
    case "district-fill": {
      const circle = hit.layer.id === "count-ring";
      return setArea({ kind: "district", codes: [String(hit.properties["code"])] }, circle ? null : place);
    }
    default:
      return step({ sel: place });
  }
}

function crossingChosen(id: string, [lon, lat]: [number, number]): void {
  setArea({ kind: "circle", lon, lat, radius_m: CROSSING_RADIUS_M }, { kind: "crossing", id });
}

/** Connects the map to the view; returns the switch of the drawing mode. */
export function listen(map: MapLibre, stops: (() => void)[]): (on: boolean) => void {
  let from: Point | null = null;
  let drawn = false;
  const canvas = map.getCanvasContainer();

  const boxBetween = (a: Point, b: Point): Area => {
    const [p, q] = [map.unproject(a), map.unproject(b)];
    return {
      kind: "bbox",
      west: Math.min(p.lng, q.lng),
      south: Math.min(p.lat, q.lat),
      east: Math.max(p.lng, q.lng),
      north: Math.max(p.lat, q.lat),
    };
  };
  const at = (event: PointerEvent): Point => {
    const rect = canvas.getBoundingClientRect();
    const centre = map.project(map.getCenter());
    centre.x = event.clientX - rect.left;
    centre.y = event.clientY - rect.top;
    return centre;
  };
  /** While a box is drawn a finger must not move the map. */
  const moves = (on: boolean) => {
    for (const hand of [map.dragPan, map.touchZoomRotate]) {
      if (on) hand.enable();
      else hand.disable();
    }
  };
  const stop = () => {
    from = null;
    draft.value = null;
    moves(!drawing.value);
  };
  const down = (event: PointerEvent) => {
    if (event.button !== 0 || !event.isPrimary || !(event.shiftKey || drawing.value)) return;
    event.preventDefault();
    event.stopPropagation();
    from = at(event);
    moves(false);
    canvas.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    if (from) draft.value = boxBetween(from, at(event));
  };
  const up = (event: PointerEvent) => {
    if (!from) return;
    const [start, end] = [from, at(event)];
    stop();
    if (Math.abs(end.x - start.x) < MIN_BOX_PX || Math.abs(end.y - start.y) < MIN_BOX_PX) return;
    drawn = true;
    setTimeout(() => (drawn = false), 300);
    drawing.value = false;
    setArea(boxBetween(start, end));
  };
  const key = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !(from || drawing.value)) return;
    drawing.value = false;
    stop();
    event.stopPropagation();
  };

  canvas.addEventListener("pointerdown", down, { capture: true });
  canvas.addEventListener("pointermove", move);
  canvas.addEventListener("pointerup", up);
  canvas.addEventListener("pointercancel", stop);
  addEventListener("keydown", key, { capture: true });
  stops.push(() => removeEventListener("keydown", key, { capture: true }));

  map.on("click", (event) => {
    if (!drawn && !drawing.value) clicked(map, event);
  });
  map.on("mousemove", (event) => {
    if (from) return;
    const hit = map.isStyleLoaded() ? pick(map, event.point) : undefined;
    canvas.classList.toggle("over-symbol", Boolean(hit) && hit?.layer.id !== "district-fill");
  });
  return (on) => {
    canvas.classList.toggle("drawing", on);
    moves(!on);
  };
}

