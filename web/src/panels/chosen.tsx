// What was picked on the map: a crossing with its dated status, a district's facts, or the place under a click.
import type { Crossing, District, PlaceAnswer } from "../api/types";
import { distance, t } from "../i18n";
import { q } from "../i18n/ask";
import { crossing, district, districtName, nameOf, placeAnswer, term } from "../state/data";
import { area, era, lang, select, selection, setArea } from "../state/view";
import { stretchAround } from "../state/query";
import { isoInWords } from "../time/format";
import { isApproximate } from "../map/symbols";
import { CrossingIcon, Glyph } from "../ui/icons";
import { Problem } from "../ui/problem";
import { Radii } from "./area/radii";
import "../styles/chosen.css";

export function Chosen() {
  const sel = selection.value;
  const shown = sel?.kind === "crossing" ? crossing(sel.id) : undefined;
  const inside = area.value?.kind === "district" && area.value.codes.length === 1 ? district(area.value.codes[0] ?? "") : undefined;
  return (
    <>
      {shown && <CrossingCard crossing={shown} />}
      {inside && <DistrictFacts district={inside} />}
      {sel?.kind === "place" && <Place />}
    </>
  );
}

function DistrictFacts({ district: d }: { district: District }) {
  const target = d.target ? (d.target.verified ? q.value.target_yes : q.value.target_unverified) : q.value.target_no;
  return (
    <p class="facts" data-testid="district-facts">
      {nameOf(d.province?.names)} · {target}
      {d.borders.map((b) => ` · ${q.value.borders[b] ?? b}`)}
      {d.opposite && ` · ${q.value.opposite} ${d.opposite}`}
    </p>
  );
}

function CrossingCard({ crossing: c }: { crossing: Crossing }) {
  const words = t.value;
  const { status, position } = c;
  const sel = { kind: "crossing", id: c.id } as const;
  const asked = area.value?.kind === "crossing" && area.value.id === c.id ? area.value.radius_m : 0;
  const state = term("crossing_statuses", status.value);
  const opposite = [c.opposite?.name, c.opposite?.district, c.opposite?.province].filter(Boolean).join(", ");
  return (
    <section class="card" data-testid="crossing-card">
      <h3>
        <CrossingIcon kind={c.kind} status={status.value} approximate={isApproximate(c)} /> {nameOf(c.names)}
        <CloseButton />
      </h3>
      <p>
        {term("crossing_kinds", c.kind)} · {words.district_word(districtName(c.district))}
        {opposite && ` · ${q.value.opposite} ${opposite}`}
      </p>
      <p>
        <strong>
          {status.as_of ? words.crossing_as_of(state, isoInWords(status.as_of, lang.value, era.value) ?? "") : status.value === "unknown" ? q.value.crossing_unknown : state}
        </strong>
        {status.hours && ` · ${q.value.crossing_hours} ${status.hours}`}
        {status.note && ` · ${status.note}`}
      </p>
      <p class="note">{q.value.crossing_never_today}</p>
      {position ? (
        <p class="note">
          {q.value.crossing_position}: {position.lat.toFixed(4)}, {position.lon.toFixed(4)} ({q.value.basis[position.basis] ?? position.basis})
        </p>
      ) : (
        <p class="note">{q.value.crossing_no_position}</p>
      )}
      {position && <Radii id="crossing" asked={asked} ask={(radius_m) => setArea({ kind: "crossing", id: c.id, radius_m }, sel)} />}
      <p class="buttons">
        <button type="button" onClick={() => setArea({ kind: "district", codes: [c.district] }, sel)}>
          {q.value.whole_district(districtName(c.district))}
        </button>
      </p>
      {c.history.length > 0 && (
        <details>
          <summary>
            {q.value.crossing_history} ({c.history.length})
          </summary>
          <ul class="history">
            {c.history.map((h) => (
              <li key={`${h.from}${h.status}`}>
                <strong>{term("crossing_statuses", h.status)}</strong> {isoInWords(h.from, lang.value, era.value)}
                {h.to && ` – ${isoInWords(h.to, lang.value, era.value)}`}
                {[h.hours, h.days, h.authority, h.note].filter(Boolean).map((x) => ` · ${x}`)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

/** Positions in links have five digits. */
const near = (a: { lon: number; lat: number }, b: { lon: number; lat: number }) => Math.abs(a.lon - b.lon) < 2e-5 && Math.abs(a.lat - b.lat) < 2e-5;

function CloseButton() {
  return (
    <button type="button" class="quiet" onClick={() => select(null)} aria-label={t.value.close} title={t.value.close}>
      <Glyph name="close" />
    </button>
  );
}

function Place() {
  const words = t.value;
  const { data, error } = placeAnswer.value;
  return (
    <section class="card" data-testid="place-card">
      <h3>
        <Glyph name="pin" /> {words.place}
        <CloseButton />
      </h3>
      {error ? <Problem error={error} /> : data ? <PlaceFacts place={data} /> : <p class="loading">{words.loading}</p>}
    </section>
  );
}

function PlaceFacts({ place: p }: { place: PlaceAnswer }) {
  const words = t.value;
  const where = p.district
    ? `${words.district_word(nameOf(p.district.names))} ${p.province ? words.province_word(nameOf(p.province.names)) : ""}`
    : p.country ? (t.value.country[p.country] ?? p.country) : q.value.place_outside;
  const doubt = p.doubt ? (p.doubt.reason === "near_edge" ? q.value.place_doubt_near_edge : q.value.place_doubt_line) : null;
  const stretch = p.border && stretchAround(p.border.km);
  const lonlat = `${p.lat.toFixed(5)}, ${p.lon.toFixed(5)}`;
  return (
    <>
    <dl>
      <dt>{p.district ? q.value.place_district : q.value.place_country}</dt>
      <dd>
        {where}
        {p.routed_to && p.routed_to.code !== p.district?.code && ` · ${q.value.place_routed(nameOf(p.routed_to.names))}`}
        {p.district && p.edge_distance_m !== null && <span class="place">{q.value.place_edge(distance(p.edge_distance_m))}</span>}
        {doubt && <span class="place">{doubt}{p.doubt?.second_choice && `: ${nameOf(p.doubt.second_choice.names)}`}</span>}
      </dd>
      {p.crossing && (
        <>
          <dt>{q.value.place_crossing}</dt>
          <dd>
            {nameOf(p.crossing.names, p.crossing.id)} {distance(p.crossing.distance_m)}
            <span class="place">{q.value.place_of_located(String(p.crossing.of_located))}</span>
          </dd>
        </>
      )}
      {p.border && (
        <>
          <dt>{q.value.place_border}</dt>
          <dd>
            {q.value.place_border_at(distance(p.border.distance_m), t.value.country[p.border.bank] ?? p.border.bank, p.border.km.toFixed(1))}
          </dd>
        </>
      )}
      {p.mgrs && (
        <>
          <dt>{q.value.place_mgrs}</dt>
          <dd>
            <code>{p.mgrs}</code>
          </dd>
        </>
      )}
      <dt>{q.value.place_lonlat}</dt>
      <dd>
        <code>{lonlat}</code>
      </dd>
    </dl>
    <Radii
      id="place" asked={area.value?.kind === "circle" && near(area.value, p) ? area.value.radius_m : 0}
      ask={(radius_m) => setArea({ kind: "circle", lon: p.lon, lat: p.lat, radius_m }, { kind: "place", lon: p.lon, lat: p.lat })}
    />
    {stretch && (
      <p class="buttons">
        <button type="button" onClick={() => setArea(stretch, { kind: "place", lon: p.lon, lat: p.lat })}>
          {q.value.this_stretch(String(stretch.from_km), String(stretch.to_km))}
        </button>
      </p>
    )}
    </>
  );
}
