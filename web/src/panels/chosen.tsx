// What was picked on the map: a crossing with its dated status, a district's facts, or the place under a click.
import type { Crossing, District, PlaceAnswer } from "../api/types";
import { distance, t } from "../i18n";
import { crossing, district, districtName, nameOf, placeAnswer, term } from "../state/data";
import { area, era, lang, select, selection, setArea } from "../state/view";
import type { Selection } from "../state/url";
import { isoInWords } from "../time/format";
import { isApproximate } from "../map/symbols";
import { CrossingIcon, Glyph } from "../ui/icons";
import { Problem } from "../ui/problem";

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
  const words = t.value;
  const target = d.target ? (d.target.verified ? words.target_yes : words.target_unverified) : words.target_no;
  return (
    <p class="facts" data-testid="district-facts">
      {nameOf(d.province?.names)} · {target}
      {d.borders.map((b) => ` · ${words.borders[b] ?? b}`)}
      {d.opposite && ` · ${words.opposite} ${d.opposite}`}
    </p>
  );
}

const RADII_KM = [2, 5, 10, 20];

/** Asks for a circle around a point, keeping what is picked. */
function Radii({ lon, lat, sel }: { lon: number; lat: number; sel: Selection }) {
  const asked = area.value?.kind === "circle" ? area.value.radius_m : 0;
  return (
    <>
      {RADII_KM.map((km) => (
        <button
          key={km} type="button" aria-pressed={asked === km * 1000}
          onClick={() => setArea({ kind: "circle", lon, lat, radius_m: km * 1000 }, sel)}
        >
          {t.value.around_km(String(km))}
        </button>
      ))}
    </>
  );
}

function CrossingCard({ crossing: c }: { crossing: Crossing }) {
  const words = t.value;
  const { status, position } = c;
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
        {opposite && ` · ${words.opposite} ${opposite}`}
      </p>
      <p>
        <strong>
          {status.as_of ? words.crossing_as_of(state, isoInWords(status.as_of, lang.value, era.value) ?? "") : status.value === "unknown" ? words.crossing_unknown : state}
        </strong>
        {status.hours && ` · ${words.crossing_hours} ${status.hours}`}
        {status.note && ` · ${status.note}`}
      </p>
      <p class="note">{words.crossing_never_today}</p>
      {position ? (
        <p class="note">
          {words.crossing_position}: {position.lat.toFixed(4)}, {position.lon.toFixed(4)} ({words.basis[position.basis] ?? position.basis})
        </p>
      ) : (
        <p class="note">{words.crossing_no_position}</p>
      )}
      <p class="buttons">
        {position && <Radii lon={position.lon} lat={position.lat} sel={{ kind: "crossing", id: c.id }} />}
        <button type="button" onClick={() => setArea({ kind: "district", codes: [c.district] }, { kind: "crossing", id: c.id })}>
          {words.whole_district(districtName(c.district))}
        </button>
      </p>
      {c.history.length > 0 && (
        <details>
          <summary>
            {words.crossing_history} ({c.history.length})
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
    : p.country ? (words.country[p.country] ?? p.country) : words.place_outside;
  const doubt = p.doubt ? (p.doubt.reason === "near_edge" ? words.place_doubt_near_edge : words.place_doubt_line) : null;
  const lonlat = `${p.lat.toFixed(5)}, ${p.lon.toFixed(5)}`;
  return (
    <>
    <dl>
      <dt>{p.district ? words.place_district : words.place_country}</dt>
      <dd>
        {where}
        {p.routed_to && p.routed_to.code !== p.district?.code && ` · ${words.place_routed(nameOf(p.routed_to.names))}`}
        {p.district && p.edge_distance_m !== null && <span class="place">{words.place_edge(distance(p.edge_distance_m))}</span>}
        {doubt && <span class="place">{doubt}{p.doubt?.second_choice && `: ${nameOf(p.doubt.second_choice.names)}`}</span>}
      </dd>
      {p.crossing && (
        <>
          <dt>{words.place_crossing}</dt>
          <dd>
            {nameOf(p.crossing.names, p.crossing.id)} {distance(p.crossing.distance_m)}
            <span class="place">{words.place_of_located(String(p.crossing.of_located))}</span>
          </dd>
        </>
      )}
      {p.border && (
        <>
          <dt>{words.place_border}</dt>
          <dd>
            {words.place_border_at(distance(p.border.distance_m), words.country[p.border.bank] ?? p.border.bank, p.border.km.toFixed(1))}
          </dd>
        </>
      )}
      {p.mgrs && (
        <>
          <dt>{words.place_mgrs}</dt>
          <dd>
            <code>{p.mgrs}</code>
          </dd>
        </>
      )}
      <dt>{words.place_lonlat}</dt>
      <dd>
        <code>{lonlat}</code>
      </dd>
    </dl>
    <p class="buttons">
      <Radii lon={p.lon} lat={p.lat} sel={{ kind: "place", lon: p.lon, lat: p.lat }} />
    </p>
    </>
  );
}
