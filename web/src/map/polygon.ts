// Drawing a polygon corner by corner; the drawing library is fetched when it is first asked for.
import type { Map as MapLibre } from "maplibre-gl";
import { TerraDraw, TerraDrawPolygonMode, ValidateNotSelfIntersecting } from "terra-draw";
import { TerraDrawMapLibreGLAdapter } from "terra-draw-maplibre-gl-adapter";
import type { PolygonGeometry } from "../api/types";
import { drawProblem } from "./drawing";

/** How near a finger must come to the first corner to close the ring, in pixels. */
const REACH_PX = 24;

/** Draws one polygon and hands it over; returns what ends the drawing. Enter closes the ring, so does its first corner. */
export function drawPolygon(map: MapLibre, colour: string, done: (drawn: PolygonGeometry) => void): () => void {
  const hex = colour as `#${string}`;
  const draw = new TerraDraw({
    adapter: new TerraDrawMapLibreGLAdapter({ map, coordinatePrecision: 7 }),
    modes: [
      new TerraDrawPolygonMode({
        pointerDistance: REACH_PX,
        // Escape is ours: it leaves the drawing altogether.
        keyEvents: { cancel: null, finish: "Enter" },
        validation: (feature, { updateType }) => {
          if (updateType !== "finish") return { valid: true };
          const said = ValidateNotSelfIntersecting(feature);
          drawProblem.value = said.valid ? null : { code: "invalid_body", detail: null };
          return said;
        },
        styles: {
          fillColor: hex, fillOpacity: 0.08, outlineColor: hex, outlineWidth: 2,
          closingPointColor: hex, closingPointWidth: 6, closingPointOutlineColor: "#ffffff", closingPointOutlineWidth: 2,
          coordinatePointColor: hex, coordinatePointWidth: 4, coordinatePointOutlineColor: "#ffffff", coordinatePointOutlineWidth: 1,
        },
        showCoordinatePoints: true,
      }),
    ],
  });
  draw.start();
  draw.setMode("polygon");
  draw.on("finish", (id) => {
    const geometry = draw.getSnapshotFeature(id)?.geometry;
    if (geometry?.type === "Polygon") done(geometry as PolygonGeometry);
  });
  return () => draw.enabled && draw.stop();
}
