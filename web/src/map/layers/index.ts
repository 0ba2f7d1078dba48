// The one ordered list of map layers, bottom to top; style, legend, tables and exports all read it.
import { backdropLayer, waterLayer } from "./backdrop";
import { borderLayer, kilometresLayer } from "./border";
import { crossingsLayer } from "./crossings";
import { chosenDistrictLayer, districtLinesLayer, districtNamesLayer, districtsLayer } from "./districts";
import { hotspotsLayer } from "./hotspots";
import { countsLayer, pointsLayer } from "./incidents";
import type { MapLayer } from "./layer";
import { neighbourNamesLayer, neighboursLayer } from "./neighbours";
import { selectionLayer } from "./selection";
import { townsLayer } from "./towns";

export const LAYERS: readonly MapLayer[] = [
  backdropLayer,
  neighboursLayer,
  districtsLayer,
  hotspotsLayer,
  waterLayer,
  districtLinesLayer,
  borderLayer,
  chosenDistrictLayer,
  neighbourNamesLayer,
  townsLayer,
  districtNamesLayer,
  kilometresLayer,
  crossingsLayer,
  pointsLayer,
  countsLayer,
  selectionLayer,
];
