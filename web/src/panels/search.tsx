// Finds a place by name or coordinates: what the page knows at once as one types, the server's gazetteer on Enter.
import { useState } from "preact/hooks";
import { ApiError, post } from "../api/client";
import type { Geocoded, Names } from "../api/types";
import { errorWords, t } from "../i18n";
import { flyTo } from "../map/handle";
import { crossings, district, districts, nameOf, places } from "../state/data";
import { select, setArea } from "../state/view";
import { Glyph } from "../ui/icons";
import { openCrossing } from "./crossing-table";

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
  const list = hits(text);
  const done = () => {
    setText("");
    setMessage("");
  };
  const ask = async (event: Event) => {
    event.preventDefault();
    const asked = text.trim();
    if (!asked) return;
    if (list[0] && list[0].name.toLowerCase() === asked.toLowerCase()) {
      list[0].open();
      return done();
    }
    try {
      const found = await post<Geocoded>("geocode", { place_text: asked });
      if (found.lon !== null && found.lat !== null) openPoint(found.lon, found.lat);
      else if (found.district) openDistrict(found.district.code);
      else if (list[0]) list[0].open();
      else return setMessage(words.search_none(found.province ? nameOf(found.province.names) : ""));
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
          onInput={(e) => {
            setText(e.currentTarget.value);
            setMessage("");
          }}
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
