// A position written as MGRS, UTM, degrees-minutes-seconds or degrees, on WGS 84: pure, for the readout under the cursor.
//
// Transverse Mercator by the Krüger series to the third order in n: C. F. F. Karney, "Transverse Mercator with an accuracy
// of a few nanometers", J. Geodesy 85 (2011), equations 7-9 and 35; within 0.1 mm of the exact one inside a zone.
// Letters: NGA.STND.0037_2.0.0_GRIDS, "Universal Grids and Grid Reference Systems", section 3.

/** WGS 84: equatorial radius in metres, and third flattening n = f / (2 - f). */
const A = 6_378_137;
const F = 1 / 298.257223563;
const N = F / (2 - F);
const E = Math.sqrt(F * (2 - F));
/** Scale on the central meridian and false easting of UTM. */
const K0 = 0.9996;
const FALSE_EAST_M = 500_000;
const FALSE_NORTH_M = 10_000_000;
/** Radius of the sphere that the meridian's length gives, in metres. */
const RECTIFYING_M = (A / (1 + N)) * (1 + N ** 2 / 4 + N ** 4 / 64);
const ALPHA = [
  N / 2 - (2 / 3) * N ** 2 + (5 / 16) * N ** 3,
  (13 / 48) * N ** 2 - (3 / 5) * N ** 3,
  (61 / 240) * N ** 3,
] as const;
const RAD = Math.PI / 180;

export interface Utm {
  zone: number;
  north: boolean;
  easting_m: number;
  northing_m: number;
}

/** The zone of a longitude: 6 degrees wide, its west edge inside (102 E is in 48). */
export function zoneOf(lon: number): number {
  return (((Math.floor((lon + 180) / 6) % 60) + 60) % 60) + 1;
}

/** A position in UTM, metres; for latitudes between 80 S and 84 N. */
export function toUtm(lon: number, lat: number): Utm {
  const zone = zoneOf(lon);
  const lambda = (lon - (zone * 6 - 183)) * RAD;
  const sin = Math.sin(lat * RAD);
  // Conformal latitude.
  const t = Math.sinh(Math.atanh(sin) - E * Math.atanh(E * sin));
  const xi = Math.atan2(t, Math.cos(lambda));
  const eta = Math.asinh(Math.sin(lambda) / Math.hypot(t, Math.cos(lambda)));
  let [x, y] = [eta, xi];
  for (const [i, alpha] of ALPHA.entries()) {
    const j = 2 * (i + 1);
    x += alpha * Math.cos(j * xi) * Math.sinh(j * eta);
    y += alpha * Math.sin(j * xi) * Math.cosh(j * eta);
  }
  const northing = K0 * RECTIFYING_M * y;
  return {
    zone,
    north: lat >= 0,
    easting_m: FALSE_EAST_M + K0 * RECTIFYING_M * x,
    northing_m: lat >= 0 ? northing : northing + FALSE_NORTH_M,
  };
}

const COLUMNS = ["STUVWXYZ", "ABCDEFGH", "JKLMNPQR"] as const;
const ROWS = "ABCDEFGHJKLMNPQRSTUV";
const BANDS = "CDEFGHJKLMNPQRSTUVWX";
const SQUARE_M = 100_000;
/** Below this a metre is taken as reached, so that a square's own corner is in it despite rounding. */
const GRACE_M = 1e-6;

/** Grid reference to the metre, `47QPB5020076300`; empty beyond 80 S and 84 N, which have other letters. */
export function toMgrs(lon: number, lat: number): string {
  if (!(lat >= -80 && lat < 84)) return "";
  const { zone, easting_m, northing_m } = toUtm(lon, lat);
  const [east, north] = [Math.floor(easting_m + GRACE_M), Math.floor(northing_m + GRACE_M)];
  const band = BANDS[Math.min(19, Math.floor((lat + 80) / 8))] ?? "";
  const column = COLUMNS[zone % 3]?.[Math.floor(east / SQUARE_M) - 1] ?? "";
  const row = ROWS[(Math.floor(north / SQUARE_M) + (zone % 2 === 0 ? 5 : 0)) % 20] ?? "";
  const digits = (metres: number) => String(metres % SQUARE_M).padStart(5, "0");
  return `${String(zone).padStart(2, "0")}${band}${column}${row}${digits(east)}${digits(north)}`;
}

export const FORMATS = ["mgrs", "utm", "dms", "degrees"] as const;
export type Format = (typeof FORMATS)[number];

function sexagesimal(value: number, positive: string, negative: string): string {
  // Tenths of a second first, so that no minute ever shows 60 seconds.
  const tenths = Math.round(Math.abs(value) * 36_000);
  const [d, m, s] = [Math.floor(tenths / 36_000), Math.floor(tenths / 600) % 60, (tenths % 600) / 10];
  return `${d}°${String(m).padStart(2, "0")}'${s.toFixed(1).padStart(4, "0")}"${value < 0 ? negative : positive}`;
}

/** A position as a reader of that format writes it; MGRS in groups. */
export function written(lon: number, lat: number, format: Format): string {
  switch (format) {
    case "mgrs": {
      const text = toMgrs(lon, lat);
      return text.replace(/^(\d\d\w)(\w\w)(\d{5})(\d{5})$/, "$1 $2 $3 $4");
    }
    case "utm": {
      const { zone, north, easting_m, northing_m } = toUtm(lon, lat);
      // A grid reference names a square by its corner; UTM names the nearest metre.
      return `${zone}${north ? "N" : "S"} ${Math.round(easting_m)} ${Math.round(northing_m)}`;
    }
    case "dms":
      return `${sexagesimal(lat, "N", "S")} ${sexagesimal(lon, "E", "W")}`;
    case "degrees":
      return `${lat.toFixed(5)}, ${lon.toFixed(5)}`;
  }
}
