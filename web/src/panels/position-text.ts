// Whether a text looks like a position (a datum is then worth asking for), and what the server noticed in it, in words.
import { ApiError, get } from "../api/client";
import type { PlaceAnswer } from "../api/types";
import { distance, errorWords } from "../i18n";
import { m } from "../i18n/map";
import { withQuery } from "../state/query";
import { westernDigits } from "../time/period";

export type Datum = "wgs84" | "indian1975";

const SHAPES = [
  // MGRS with or without its zone: 47QPB502763, PB 502 763.
  /^(?:4[78]\s*[N-Q]\s*)?[A-Z]{2}\s*\d{2,5}\s*\d{2,5}$/,
  // UTM: 47N 697123 2176543.
  /^4[78]\s*[A-Z]?[\s,]+\d{6,7}(?:\.\d+)?\s*M?E?[\s,]+\d{6,7}(?:\.\d+)?\s*M?N?$/,
  // Degrees with minutes, or with a letter for the side.
  /\d\s*[°º]\s*.*\d/,
  /^[NS]?\s*\d{1,3}\.\d+\s*[NS]?[\s,]+[EW]?\s*\d{1,3}\.\d+\s*[EW]?$/,
];
/** Rough on purpose: the server reads it, this only decides whether to ask for a datum. */
export function looksLikePosition(text: string): boolean {
  const plain = westernDigits(text).trim().toUpperCase().replace(/^(MGRS|UTM|WGS ?84|พิกัด(?:ทางทหาร)?)[\s:]*/, "");
  return SHAPES.some((shape) => shape.test(plain));
}

export type Found = { lon: number; lat: number; said: string } | { said: string };

/** Asks where a written position is; what was noticed comes back as a sentence. */
export async function askPosition(text: string, datum: Datum): Promise<Found> {
  try {
    // WGS 84 is what is taken when nobody says otherwise, and the answer then says so.
    const place = await get<PlaceAnswer>(withQuery("place", "", datum === "wgs84" ? { text } : { text, datum }));
    const words = m.value;
    const parts = [words.went_to(place.written.mgrs)];
    if (place.shifted_m) parts.push(words.shifted(distance(place.shifted_m)));
    for (const note of place.notes) {
      const said = words.notes[note.code];
      if (said) parts.push(said);
    }
    return { lon: place.lon, lat: place.lat, said: parts.join(" · ") };
  } catch (error) {
    const code = error instanceof ApiError ? error.problem.code : "internal";
    return { said: code === "invalid_parameter" ? m.value.not_a_position : errorWords(code) };
  }
}
