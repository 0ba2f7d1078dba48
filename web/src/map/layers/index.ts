// The one ordered list of map layers, bottom to top; style, legend, tables and exports all read it.
import { backdropLayer, waterLayer } from "./backdrop";
import { borderLayer, kilometresLayer } from "./border";
import { crossingsLayer } from "./crossings";
import { cellsLayer } from "./cells";
import { chosenDistrictLayer, districtLinesLayer, districtNamesLayer, districtsLayer } from "./districts";
import { gridLayer } from "./grid";
import { hotspotsLayer } from "./hotspots";
import { countsLayer, pointsLayer } from "./incidents";
import type { MapLayer } from "./layer";
import { neighbourNamesLayer, neighboursLayer } from "./neighbours";
import { riskLayer } from "./risk";
import { selectionLayer } from "./selection";
import { townsLayer } from "./towns";

export const LAYERS: readonly MapLayer[] = [
  backdropLayer,
  neighboursLayer,
  districtsLayer,
  hotspotsLayer,
  cellsLayer,
  waterLayer,
  districtLinesLayer,
  borderLayer,
  gridLayer,
  chosenDistrictLayer,
  neighbourNamesLayer,
  townsLayer,
  districtNamesLayer,
  kilometresLayer,
  crossingsLayer,
  pointsLayer,
  countsLayer,
  riskLayer,
  selectionLayer,
];
