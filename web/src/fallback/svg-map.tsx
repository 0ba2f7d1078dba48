// The map without WebGL2: districts, border line and counts as one SVG, equirectangular with cos(latitude).
import { useMemo } from "preact/hooks";
import { EMPTY, type FeatureCollection } from "../api/types";
import { num } from "../i18n";
import { q } from "../i18n/ask";
import { radiusOf } from "../map/symbols";
import { palette } from "../map/palette";
import { border, district, districtCounts, districtName, hotspots, mostInDistrict } from "../state/data";
import { boundaries, riskOnMap } from "../state/map-data";
import { area, overlays, select, setArea, study } from "../state/view";
import { lazy } from "../ui/lazy";
import { HEIGHT, WIDTH, path, x, y } from "./projection";
import "../styles/svg-map.css";

const StudyShapes = lazy(() => import("./study-shapes").then((m) => m.StudyShapes), true);

const paths = (collection: FeatureCollection) =>
  collection.features.map((f) => ({ code: String(f.properties["code"] ?? ""), d: path(f.geometry) }));

export function SvgMap() {
  const p = palette.value;
  const shapes = useMemo(() => paths(boundaries.value.data ?? EMPTY), [boundaries.value.data]);
  const line = useMemo(() => paths(border.value.data ?? EMPTY), [border.value.data]);
  const classes = new Map((hotspots.value.data?.enough ? hotspots.value.data.districts : []).map((r) => [r.district, r.class]));
  const chosen = area.value?.kind === "district" ? area.value.codes : [];
  const fill = (code: string) => {
    const cls = overlays.value.includes("hotspots") ? classes.get(code) : undefined;
    if (cls) return cls === "none" ? "url(#hatch)" : p.hotspot[cls];
    return district(code)?.target ? p.district : p.thailand;
  };
  const open = (code: string) => setArea({ kind: "district", codes: [code] });
  return (
    <div class="svg-map">
      <p class="note" role="note">
        {q.value.no_webgl}
      </p>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="group" aria-label={q.value.svg_map_title} data-testid="svg-map">
        <defs>
          <pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="7" height="7" fill={p.district} />
            <path d="M0 0V7" stroke={p.hatch} stroke-width="1.6" />
          </pattern>
        </defs>
        {shapes.map((s) => (
          <path
            key={s.code} d={s.d} fill={fill(s.code)} fill-rule="evenodd" stroke={chosen.includes(s.code) ? p.select : p.districtLine}
            stroke-width={chosen.includes(s.code) ? 3 : 0.8} data-code={s.code} onClick={() => open(s.code)}
          >
            <title>{districtName(s.code)}</title>
          </path>
        ))}
        {study.value && <StudyShapes />}
        {line.map((l) => (
          <path key={l.d.slice(0, 40)} d={l.d} fill="none" stroke={p.borderInk} stroke-width="1.8" stroke-dasharray="8 3 2 3" />
        ))}
        {overlays.value.includes("counts") &&
          (districtCounts.value.data?.groups ?? []).map((g) => {
            const d = g.key ? district(g.key) : undefined;
            if (!d) return null;
            const radius = radiusOf(g.count, mostInDistrict.value) * 0.8;
            return (
              <g key={d.code} pointer-events="none">
                <circle cx={x(d.lon)} cy={y(d.lat)} r={radius} fill={p.halo} fill-opacity="0.8" stroke={p.ink} stroke-width="1.3" />
                <text x={x(d.lon)} y={y(d.lat) + 4} text-anchor="middle" font-size="12" fill={p.ink}>
                  {num(g.count)}
                </text>
              </g>
            );
          })}
        {overlays.value.includes("risk") &&
          (riskOnMap.value.data?.features ?? []).map((f) => {
            const [lon, lat] = f.geometry.coordinates;
            return (
              <path
                key={f.id} d={`M${x(lon) - 6} ${y(lat) - 7}h12v8l-6 6l-6-6Z`} fill={f.properties.approximate ? p.halo : p.risk}
                stroke={p.risk} stroke-width="2" data-risk={f.id} onClick={() => select({ kind: "risk", id: f.id })}
              >
                <title>{f.properties.name}</title>
              </path>
            );
          })}
      </svg>
    </div>
  );
}
