// What a hand does on the map: pick a crossing, a report, a kilometre, a district or a bare place, and draw an area.
import type { Map as MapLibre, MapMouseEvent, Point } from "maplibre-gl";
import { stretchAround, type Area } from "../state/query";
import { setArea, step } from "../state/view";
import { CROSSING_RADIUS_M, draft, drawProblem, drawing, type Shape } from "./drawing";
import { palette } from "./palette";

const SYMBOLS = ["risk-icon", "incident-point", "point-group", "crossing-icon", "km-100", "km-50", "km-10"];
const STUDIES = ["study-badge", "study-fill", "study-pattern", "study-district-fill", "study-district-pattern"];
const AREAS = [...STUDIES, "count-ring", "district-fill"];
/** A finger or an unsteady mouse: how far from a symbol a click still means it, in pixels. */
const REACH_PX = 8;
const MIN_DRAG_PX = 6;
/** From here on symbols stand apart enough to be meant even within a count circle. */
const SYMBOLS_ZOOM = 9;

function pick(map: MapLibre, point: Point) {
  const symbols = SYMBOLS.filter((id) => map.getLayer(id));
  const reach: [[number, number], [number, number]] = [
    [point.x - REACH_PX, point.y - REACH_PX],
    [point.x + REACH_PX, point.y + REACH_PX],
  ];
  const near = map.queryRenderedFeatures(reach, { layers: symbols })[0];
  const under = map.queryRenderedFeatures(point, { layers: AREAS.filter((id) => map.getLayer(id)) })[0];
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
  if (hit && STUDIES.includes(hit.layer.id)) {
    return step({ sel: { kind: "study", id: String(hit.properties["key"] ?? hit.properties["code"]) } });
  }
  switch (hit?.layer.id) {
    case "crossing-icon":
      return crossingChosen(String(hit.properties["id"]));
    case "km-100":
    case "km-50":
    case "km-10":
      return setArea(stretchAround(Number(hit.properties["km"])));
    case "risk-icon":
      return step({ sel: { kind: "risk", id: String(hit.properties["id"]) }, tab: "risk" });
    case "point-group":
      return void map.easeTo({ center: event.lngLat, zoom: Math.max(map.getZoom() + 2, SYMBOLS_ZOOM) });
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

function crossingChosen(id: string): void {
  setArea({ kind: "crossing", id, radius_m: CROSSING_RADIUS_M }, { kind: "crossing", id });
}

/** Connects the map to the view; returns what starts and ends the drawing of a shape. */
export function listen(map: MapLibre, stops: (() => void)[]): (shape: Shape | null) => void {
  let from: Point | null = null;
  let drawn = false;
  const canvas = map.getCanvasContainer();

  /** The box between two corners, or the circle around the first point through the second. */
  const between = (a: Point, b: Point): Area => {
    const [p, q] = [map.unproject(a), map.unproject(b)];
    if (drawing.value === "circle") return { kind: "circle", lon: p.lng, lat: p.lat, radius_m: Math.max(1, Math.round(p.distanceTo(q))) };
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
  /** While a box or circle is dragged a finger must not move the map. */
  const moves = (on: boolean) => {
    for (const hand of [map.dragPan, map.touchZoomRotate]) {
      if (on) hand.enable();
      else hand.disable();
    }
  };
  const dragging = () => drawing.value === "box" || drawing.value === "circle";
  const stop = () => {
    from = null;
    draft.value = null;
    moves(!dragging());
  };
  /** The click that ends a shape picks nothing. */
  const finished = () => {
    drawn = true;
    setTimeout(() => (drawn = false), 300);
    drawing.value = null;
  };
  const down = (event: PointerEvent) => {
    if (event.button !== 0 || !event.isPrimary || drawing.value === "polygon" || !(event.shiftKey || drawing.value)) return;
    event.preventDefault();
    event.stopPropagation();
    from = at(event);
    moves(false);
    canvas.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    if (from) draft.value = between(from, at(event));
  };
  const up = (event: PointerEvent) => {
    if (!from) return;
    const [start, end] = [from, at(event)];
    const shape = between(start, end);
    stop();
    const [dx, dy] = [Math.abs(end.x - start.x), Math.abs(end.y - start.y)];
    if (shape.kind === "circle" ? Math.hypot(dx, dy) < MIN_DRAG_PX : Math.min(dx, dy) < MIN_DRAG_PX) return;
    finished();
    setArea(shape);
  };
  const key = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !(from || drawing.value)) return;
    drawing.value = null;
    drawProblem.value = null;
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
    if (from || drawing.value) return;
    const hit = map.isStyleLoaded() ? pick(map, event.point) : undefined;
    canvas.classList.toggle("over-symbol", Boolean(hit) && hit?.layer.id !== "district-fill");
  });

  let endPolygon: () => void = () => undefined;
  const startPolygon = async () => {
    const { drawPolygon } = await import("./polygon");
    // Somebody may have changed his mind while the library was coming.
    if (drawing.value !== "polygon") return;
    map.getContainer().setAttribute("data-drawing", "polygon");
    endPolygon = drawPolygon(map, palette.value.select, (geometry) => {
      finished();
      void import("../state/saved").then(({ askIn }) => askIn(geometry));
    });
  };
  stops.push(() => endPolygon());
  return (shape) => {
    endPolygon();
    endPolygon = () => undefined;
    map.getContainer().removeAttribute("data-drawing");
    canvas.classList.toggle("drawing", dragging());
    moves(!dragging());
    if (shape === "polygon") void startPolygon().catch(() => (drawing.value = null));
  };
}
