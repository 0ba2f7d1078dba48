// Finds a place by name or coordinates: what the page knows at once as one types, the server's gazetteer on Enter.
import { useState } from "preact/hooks";
import { ApiError, post } from "../api/client";
import type { Geocoded, Names } from "../api/types";
import { errorWords, t } from "../i18n";
import { flyTo } from "../map/handle";
import { openCrossing } from "../map/open";
import { m } from "../i18n/map";
import { crossings, district, districtName, districts, nameOf, provinceName } from "../state/data";
import { places } from "../state/map-data";
import { select, setArea } from "../state/view";
import { Glyph } from "../ui/icons";
import { askPosition, looksLikePosition, type Datum } from "./position-text";
import "../styles/search.css";

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
  select({ kind: "place", lon, lat });
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
  for (const p of places.answer.value.data?.features ?? []) {
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
  const [datum, setDatum] = useState<Datum>("wgs84");
  const isPosition = looksLikePosition(text);
  const list = others.length > 0 ? others : isPosition ? [] : hits(text);
  const write = (next: string) => {
    // The datum belongs to one position: typing on keeps it, another text has it chosen anew.
    if (!looksLikePosition(next) || !(next.startsWith(text) || text.startsWith(next))) setDatum("wgs84");
    setText(next);
    setMessage("");
    setOthers([]);
  };
  const done = () => write("");
  const ask = async (event: Event) => {
    event.preventDefault();
    const asked = text.trim();
    if (!asked) return;
    if (isPosition) {
      const found = await askPosition(asked, datum);
      if ("lon" in found) {
        openPoint(found.lon, found.lat);
        done();
      }
      // What was noticed stays to be read after the map has moved.
      return setMessage(found.said);
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
          onFocus={places.ask} onInput={(e) => write(e.currentTarget.value)}
        />
      </label>
      <button type="submit" aria-label={words.search_go} title={words.search_go}>
        <Glyph name="find" />
      </button>
      {isPosition && <DatumChoice datum={datum} choose={setDatum} />}
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

/** A position of an older sheet lies half a kilometre away: the reader says which it is. */
function DatumChoice({ datum, choose }: { datum: Datum; choose: (datum: Datum) => void }) {
  const words = m.value;
  return (
    <fieldset class="datum">
      <legend>{words.datum}</legend>
      {(["wgs84", "indian1975"] as const).map((d) => (
        <label key={d} class="choice">
          <input type="radio" name="datum" value={d} checked={datum === d} onChange={() => choose(d)} />
          {d === "wgs84" ? words.datum_wgs84 : words.datum_indian}
        </label>
      ))}
      <p class="note">{words.looks_like_position}</p>
    </fieldset>
  );
}
