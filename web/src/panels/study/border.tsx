// The border by kilometre: a strip that runs down as the border does, crossings and their status beside it, and its peaks as a table.
import { signal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { BorderProfileFields, ProfileCrossingFields } from "../../api/schema";
import type { CrossingStatusValue } from "../../api/types";
import { distance, num, t } from "../../i18n";
import { s } from "../../i18n/study";
import { flyTo } from "../../map/handle";
import { ramp } from "../../map/study/looks";
import { cursor } from "../../map/study/source";
import { crossing, nameOf, term } from "../../state/data";
import { resultOf } from "../../state/study";
import { figure } from "../../state/study-text";
import { fitting, nearestPoint, peaks, stripOf } from "../../state/strip";
import { CrossingIcon } from "../../ui/icons";
import { dayWords } from "./scan";
import { RampSwatch } from "./swatches";

const WIDTH = 150;
const AXIS = 52;
const LABEL_SPACE = 26;
const PEAKS = 12;
const PEAKS_APART_KM = 15;
/** How near a crossing is named beside a kilometre. */
const NEAR_KM = 20;
const STEPS: Record<string, number> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, PageDown: 50, PageUp: -50 };

/** The kilometre under the pointer or the keys. */
const at = signal<number | null>(null);

export function Border() {
  const words = s.value;
  const result = resultOf("border-profile");
  useEffect(() => () => {
    at.value = null;
    cursor.value = null;
  }, []);
  if (!result) return null;
  const rows = peaks(result.points, PEAKS, PEAKS_APART_KM);
  return (
    <>
      <p class="study-finding" data-testid="study-finding">{words.border_near(num(result.near), distance(result.within_m))}</p>
      <p class="note">{words.border_smooth(figure(result.bandwidth_km))}</p>
      <StripChart result={result} />
      <p class="note">{words.border_as_known}</p>
      <table class="rows numbers" data-testid="study-table" data-rows={rows.length}>
        <caption>{words.border_highest}</caption>
        <thead>
          <tr>
            <th scope="col" class="number">{words.col_km}</th>
            <th scope="col" class="number">{words.col_per_km}</th>
            <th scope="col">{words.col_crossing}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((p) => (
            <tr key={p.km}>
              <th scope="row" class="number">
                <button type="button" class="row-button" onClick={() => { point(result, p.km); flyTo(p.lon, p.lat, 9); }}>
                  <span>{num(p.km)}</span>
                </button>
              </th>
              <td class="number">{figure(p.per_km)}</td>
              <td>{nearestName(result.crossings, p.km)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** The colours of the line on the map. */
export function BorderKey() {
  const result = resultOf("border-profile");
  if (!result) return null;
  const highest = Math.max(0, ...result.points.map((p) => p.per_km));
  const edge = (i: number) => figure(Number(((highest * i) / ramp.value.length).toPrecision(2)));
  return (
    <ul class="label-key">
      {ramp.value.map((_, i) => <li key={i}><RampSwatch step={i} /> {s.value.border_key(edge(i), edge(i + 1))}</li>)}
    </ul>
  );
}

function nearestName(crossings: readonly ProfileCrossingFields[], km: number): string {
  const near = crossings.toSorted((a, b) => Math.abs(a.km - km) - Math.abs(b.km - km))[0];
  if (!near || Math.abs(near.km - km) > NEAR_KM) return "–";
  return `${nameOf(crossing(near.id)?.names, near.id)} (${num(near.km)})`;
}

function point(result: BorderProfileFields, km: number): void {
  const p = nearestPoint(result.points, km);
  at.value = p?.km ?? null;
  cursor.value = p ? [p.lon, p.lat] : null;
}

function StripChart({ result }: { result: BorderProfileFields }) {
  const words = s.value;
  const box = useRef<HTMLDivElement>(null);
  // A pointer is where it points; keys may lead out of view.
  const byKey = useRef(false);
  useEffect(() => {
    if (byKey.current) box.current?.querySelector(".strip-now")?.scrollIntoView({ block: "nearest" });
    byKey.current = false;
  }, [at.value]);
  const strip = useMemo(() => stripOf(result.points, WIDTH), [result]);
  const paths = useMemo(() => strip.runs.map((run) => {
    const [first, last] = [run[0], run.at(-1)];
    const line = run.map((p) => `L${strip.x(p.per_km).toFixed(1)} ${strip.y(p.km).toFixed(1)}`).join("");
    return `M0 ${strip.y(first?.km ?? 0).toFixed(1)}${line}L0 ${strip.y(last?.km ?? 0).toFixed(1)}Z`;
  }), [strip]);
  const now = at.value === null ? null : nearestPoint(result.points, at.value);
  const named = useMemo(() => new Set(fitting(result.crossings, (c) => strip.y(c.km), LABEL_SPACE).map((c) => c.id)), [strip]);
  const said = now ? words.border_at(num(now.km), figure(now.per_km)) : "";
  const onKey = (event: KeyboardEvent) => {
    const by = STEPS[event.key];
    const end = { Home: strip.first, End: strip.last }[event.key];
    if (event.key === "Enter" && now) return flyTo(now.lon, now.lat, 9);
    if (by === undefined && end === undefined) return;
    event.preventDefault();
    point(result, end ?? Math.min(strip.last, Math.max(strip.first, (at.value ?? strip.first - (by ?? 0)) + (by ?? 0))));
    byKey.current = true;
  };
  const over = (event: PointerEvent) => {
    const top = box.current?.getBoundingClientRect().top ?? 0;
    point(result, strip.kmAt(event.clientY - top));
  };
  const ticks = Array.from({ length: Math.floor(strip.last / 100) - Math.ceil(strip.first / 100) + 1 }, (_, i) => (Math.ceil(strip.first / 100) + i) * 100);
  return (
    <div class="strip">
      <p class="strip-head">
        <span>{words.border_axis} 0–{figure(strip.top)}</span>
        <strong aria-live="polite">{said}</strong>
      </p>
      <div
        ref={box} class="strip-box" style={{ height: `${strip.height}px` }} role="slider" tabIndex={0} data-testid="strip" aria-label={words.border_label}
        aria-orientation="vertical" aria-valuemin={strip.first} aria-valuemax={strip.last} aria-valuenow={now?.km ?? strip.first} aria-valuetext={said || undefined}
        onKeyDown={onKey} onPointerMove={over} onPointerDown={over} onClick={() => now && flyTo(now.lon, now.lat, 9)}
      >
        <svg width={AXIS + WIDTH} height={strip.height} aria-hidden="true">
          {ticks.map((km) => (
            <g key={km}>
              <path d={`M${AXIS - 5} ${strip.y(km)}H${AXIS + WIDTH}`} class="tick" />
              <text x={AXIS - 8} y={strip.y(km) + 4} text-anchor="end">{num(km)}</text>
            </g>
          ))}
          <g transform={`translate(${AXIS} 0)`}>
            {paths.map((d, i) => <path key={i} d={d} class="profile" />)}
            {strip.runs.map((run, i) => <path key={i} d={`M0 ${strip.y(run[0]?.km ?? 0)}V${strip.y(run.at(-1)?.km ?? 0)}`} class={`line ${borderOf(result, run[0]?.km ?? 0)}`} />)}
            {result.crossings.map((c) => <path key={c.id} d={`M0 ${strip.y(c.km)}H${named.has(c.id) ? WIDTH : 12}`} class="crossing" />)}
            {now && <path d={`M0 ${strip.y(now.km)}H${WIDTH}`} class="now" />}
          </g>
        </svg>
        <ul class="strip-crossings" aria-hidden="true">
          {result.crossings.filter((c) => named.has(c.id)).map((c) => (
            <li key={c.id} style={{ top: `${strip.y(c.km)}px` }} title={c.status_from ? t.value.crossing_as_of(term("crossing_statuses", c.status), dayWords(c.status_from)) : undefined}>
              <CrossingIcon kind={crossing(c.id)?.kind ?? "permanent"} status={c.status as CrossingStatusValue} /> <span>{nameOf(crossing(c.id)?.names, c.id)}</span>
            </li>
          ))}
        </ul>
        {now && <span class="strip-now" style={{ top: `${strip.y(now.km)}px` }} />}
      </div>
    </div>
  );
}
const borderOf = (result: BorderProfileFields, km: number) =>
  result.stretches.find((x) => x.from_km - 1 <= km && km <= x.to_km + 1)?.border === "TH-KH" ? "cambodia" : "laos";
