// Words of what lies on the map, in English.
import type { MapWords } from "./map";

export const mapEn: MapWords = {
  layer_cells: "Hotspots by cell (Gi*)",
  layer_risk: "Risk points",
  layer_grid: "Military grid (MGRS)",
  grid_note: "WGS 84; zones 47 and 48 meet at 102° E. Lines of 100 km, closer in 10 km and 1 km.",
  one_hotspot_map: "By district or by cell, one at a time.",

  cell_size: "Cell size",
  cell_km: (km) => `${km} km`,
  cell_hint: "Small cells with few incidents are over-sensitive; 5 km is a fair start.",
  cells_sentence: (n, what, when, km, tested) =>
    `${n} incidents with coordinates, ${what}, ${when}, ${km} km cells, ${tested} of them in border districts, Gi*, FDR 10, 5, 1 %`,
  cells_not_enough: (n, what, when) =>
    n === "0"
      ? `no incident with coordinates in the border districts, ${what}, ${when}`
      : `${n} ${n === "1" ? "incident" : "incidents"} with coordinates, ${what}, ${when}: not enough data (at least 30 needed); the cells shown hold incidents and were not tested`,
  cells_unlocated: (n) => `without coordinates, so in no cell ${n}`,
  cells_outside: (n) => `outside the border districts ${n}`,
  by_district: "By district",
  col_cell: "Cell",

  hottest: "Highest",
  none_stands_out: "no district stands out",

  risk_n: (n) => `${n} ${n === "1" ? "point" : "points"}`,
  risk_legend: "Filled from the tip by severity 1–5; dashed = approximate position; bar on top = synthetic example.",
  risk_synthetic: "Some risk points shown are synthetic examples, not real places of crime.",

  format: "Format of positions",
  formats: { mgrs: "MGRS", utm: "UTM", dms: "Deg Min Sec", degrees: "Degrees" },
  at_cursor: "cursor",
  at_centre: "map centre",
  at_chosen: "chosen point",
  copy_position: (text) => `Copy the position ${text}, WGS 84`,
  copied: (text) => `Copied: ${text} (WGS 84)`,
  not_copied: "Could not copy: the browser does not allow it.",

  datum: "Datum of this text",
  datum_wgs84: "WGS 84",
  datum_indian: "Indian 1975 (older sheets)",
  looks_like_position: "This looks like a position; Enter goes there.",
  not_a_position: "This cannot be read as a position.",
  went_to: (text) => `At ${text}`,
  shifted: (m) => `converted from Indian 1975: moved by ${m}`,
  notes: {
    swapped: "latitude and longitude were swapped and have been put right",
    datum_assumed: "no datum was given, so WGS 84 is assumed; on Indian 1975 it would lie up to 520 m away (±520 m)",
    zone_assumed: "no zone was given; it follows from the letters",
    zone_from_letters: "no zone was given; it follows from the letters",
  },

  basemap: "Base map",
  basemap_offline: "Offline map",
  basemap_failed: "This base map cannot be loaded; the other layers are as usual.",
  tiles_failed: "Parts of the map could not be loaded; what you see is what was last received.",

  print: "Print the map",
  print_a4: "Print A4 landscape",
  print_a3: "Print A3 landscape",
  north: "N",
  print_source: (source) => `Source: ${source}`,
};
