// Finds a place by name or coordinates: what the page knows at once as one types, the server's gazetteer on Enter.
import { useState } from "preact/hooks";
import { ApiError, post } from "../api/client";
import type { Geocoded, Names } from "../api/types";
import { errorWords, t } from "../i18n";
import { flyTo } from "../map/handle";
import { openCrossing } from "../map/open";
import { crossings, district, districtName, districts, nameOf, places, provinceName } from "../state/data";
import { select, setArea } from "../state/view";
import { westernDigits } from "../time/period";
import { Glyph } from "../ui/icons";

interface Hit {
  key: string;
  name: string;
  kind: string;
  open: () => void;
}
const MOST_HITS = 8;
const LEAST_LETTERS = 2;

function openDistrict(code: string): void {
  setArea({ kind: "district", codes: [code] });
  const d = district(code);
  if (d) flyTo(d.lon, d.lat, 9);
}
function openPoint(lon: number, lat: number): void {
  select({ kind: "place", lon: Number(lon.toFixed(5)), lat: Number(lat.toFixed(5)) });
  flyTo(lon, lat, 11);
}

/** `lat, lon` in decimal degrees, Thai digits too; two decimals at least, so that no other number is taken for a place. */
function decimalPair(text: string): { lon: number; lat: number } | null {
  const pair = /^(-?\d{1,3}\.\d{2,})(?:\s*,\s*|\s+)(-?\d{1,3}\.\d{2,})$/.exec(westernDigits(text));
  const [a, b] = [Number(pair?.[1]), Number(pair?.[2])];
  if (!pair || Math.abs(a) > 180 || Math.abs(b) > 180) return null;
  // A first number that cannot be a latitude is the longitude.
  const [lat, lon] = Math.abs(a) > 90 ? [b, a] : [a, b];
  return Math.abs(lat) > 90 ? null : { lon, lat };
}

/** Names that begin with the text first, then names that hold it. */
function hits(text: string): Hit[] {
  const wanted = text.trim().toLowerCase();
  if (wanted.length < LEAST_LETTERS) return [];
  const words = t.value;
  const found: (Hit & { rank: number })[] = [];
  const offer = (names: Names, base: number, hit: Omit<Hit, "name">) => {
    const all = Object.values(names).map((n) => (n ?? "").toLowerCase());
    if (!all.some((n) => n.includes(wanted))) return;
    found.push({ ...hit, name: nameOf(names), rank: base + (all.some((n) => n.startsWith(wanted)) ? 0 : 10) });
  };
  for (const d of districts.value.data?.districts ?? []) {
    offer(d.names, d.target ? 0 : 1, { key: d.code, kind: nameOf(d.province?.names), open: () => openDistrict(d.code) });
  }
  for (const c of crossings.value.data?.crossings ?? []) {
    offer(c.names, 2, { key: c.id, kind: words.layer_crossings, open: () => openCrossing(c) });
  }
  for (const p of places.value.data?.features ?? []) {
    if (p.geometry.type !== "Point") continue;
    const [lon, lat] = p.geometry.coordinates;
    offer(p.properties["names"] as Names, 3, { key: `${lon},${lat}`, kind: words.search_town, open: () => openPoint(lon, lat) });
  }
  return found.toSorted((a, b) => a.rank - b.rank).slice(0, MOST_HITS);
}

export function Search() {
  const words = t.value;
  const [text, setText] = useState("");
  const [message, setMessage] = useState("");
  const [others, setOthers] = useState<Hit[]>([]);
  const list = others.length > 0 ? others : hits(text);
  const write = (next: string) => {
    setText(next);
    setMessage("");
    setOthers([]);
  };
  const done = () => write("");
  const ask = async (event: Event) => {
    event.preventDefault();
    const asked = text.trim();
    if (!asked) return;
    const pair = decimalPair(asked);
    if (pair) {
      openPoint(pair.lon, pair.lat);
      return done();
    }
    if (list[0] && list[0].name.toLowerCase() === asked.toLowerCase()) {
      list[0].open();
      return done();
    }
    try {
      const found = await post<Geocoded>("geocode", { place_text: asked });
      if (found.lon !== null && found.lat !== null) openPoint(found.lon, found.lat);
      else if (found.district) openDistrict(found.district.code);
      else {
        // Where the server cannot tell, the reader chooses; only a single name is taken for him.
        // Districts away from the border are not on offer: the page knows nothing of them.
        const offered = found.alternatives.flatMap((a) => {
          const code = a.district;
          return code && district(code) ? [{ key: code, name: districtName(code), kind: provinceName(code.slice(0, 2)), open: () => openDistrict(code) }] : [];
        });
        setOthers(offered);
        if (offered.length > 0 || list.length > 1) return setMessage(words.search_unsure);
        if (!list[0]) return setMessage(words.search_none(found.province ? nameOf(found.province.names) : ""));
        list[0].open();
      }
      done();
    } catch (error) {
      setMessage(errorWords(error instanceof ApiError ? error.problem.code : "internal"));
    }
  };
  return (
    <form class="search" role="search" onSubmit={(e) => void ask(e)} onKeyDown={(e) => e.key === "Escape" && done()}>
      <label>
        <span class="hidden">{words.search}</span>
        <input
          type="search" name="place" autoComplete="off" spellcheck={false} placeholder={words.search_hint} value={text}
          onInput={(e) => write(e.currentTarget.value)}
        />
      </label>
      <button type="submit" aria-label={words.search_go} title={words.search_go}>
        <Glyph name="find" />
      </button>
      {list.length > 0 && (
        <ul class="hits">
          {list.map((hit) => (
            <li key={hit.key}>
              <button
                type="button"
                onClick={() => {
                  hit.open();
                  done();
                }}
              >
                {hit.name} <span class="note">{hit.kind}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <p class={message ? "search-message" : "hidden"} role="status">
        {message}
      </p>
    </form>
  );
}
